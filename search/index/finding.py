"""What a search is asked and what it answers."""

from dataclasses import dataclass, field

from portal.directory.models import Organisation
from search.index.models import Kind, SearchDocument


@dataclass(frozen=True)
class Asked:
    """A search: the words as typed, and what may be answered.

    `organisation`: the site asked from, None for all of them. `staff`: internal sheets too.
    `meaning`: documents that mean it are found too, where vectors are kept.
    """

    typed: str
    organisation: Organisation | None = None
    staff: bool = False
    kinds: frozenset[Kind] = frozenset()
    theme_id: int | None = None
    meaning: bool = True


@dataclass(frozen=True)
class Hit:
    """One result; `stems` are those of the words that found it, for highlighting."""

    document: SearchDocument
    score: float
    stems: frozenset[str]


@dataclass(frozen=True)
class Found:
    """The answer: hits best first (50 at most), how many per kind, a correction of the spelling.

    `corrected` is what the engine thinks was meant, empty when the words are known; `searched` are
    the stems it looked for.
    """

    hits: list[Hit] = field(default_factory=list)
    counts: dict[Kind, int] = field(default_factory=dict)
    corrected: str = ""
    searched: frozenset[str] = frozenset()
