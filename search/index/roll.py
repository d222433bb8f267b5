"""Which documents there are and who may be shown them: what each process remembers of the index."""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from search.index.finding import Asked
from search.index.models import Index, SearchDocument


class Line(NamedTuple):
    """What decides whether a document may be answered."""

    kind: str
    organisation_id: int | None
    theme_id: int | None
    internal: bool
    weight: float


@dataclass(frozen=True)
class Roll:
    """The documents of the index, by primary key, the generation that is read, and when vectors
    last changed."""

    generation: int
    learned: int
    lines: dict[int, Line]


def roll() -> Roll:
    """The roll as it is now: read again only after a change of the index."""
    index = Index.objects.filter(pk=1).first() or Index()
    return Roll(index.generation, index.learned, _lines(index.revision))


@lru_cache(maxsize=1)
def _lines(_revision: int) -> dict[int, Line]:
    rows = SearchDocument.objects.order_by("pk").values_list(
        "pk", "kind", "organisation", "theme", "internal", "weight"
    )
    return {row[0]: Line(*row[1:]) for row in rows}


def may_be_shown(line: Line, asked: Asked) -> bool:
    """Whether who asks may see it at all, whatever kinds and theme they chose.

    Never told to the public: what is internal. Never told on one site: what is another's own.
    """
    if line.internal and not asked.staff:
        return False
    if asked.organisation is None or line.organisation_id is None:
        return True
    return line.organisation_id == asked.organisation.pk
