"""Where the index reads: one source per kind of thing, registered when Django starts."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from search.index.models import Kind


@dataclass(frozen=True)
class Content:
    """All that the index is told of one thing; texts are plain, as written (not analysed).

    `words` are other names for it: what residents say, acronyms, former names. `weight` is how
    much its place is raised (1.0: as it is) or lowered (an old sheet of the State).
    """

    kind: Kind
    key: str
    url: str
    title: str
    summary: str = ""
    words: str = ""
    headings: str = ""
    body: str = ""
    organisation_id: int | None = None
    theme_id: int | None = None
    internal: bool = False
    dated: date | None = None
    weight: float = 1.0


class Source(Protocol):
    """What one kind of thing must answer to be indexed."""

    kind: Kind

    def keys(self) -> Iterator[str]:
        """The keys of all that may be found now, read at once: one writes between two of them."""

    def read(self, keys: Iterable[str]) -> Iterator[Content]:
        """The contents of those of the keys that may be found; what is gone is left out."""


_sources: dict[Kind, Source] = {}


def register(source: Source) -> Source:
    """Make a kind of thing findable; called once per kind, when the apps load."""
    _sources[source.kind] = source
    return source


def source_of(kind: Kind) -> Source:
    """The source of a kind; raises KeyError when no app brings it."""
    return _sources[kind]


def sources() -> list[Source]:
    """All the sources, in the order of the kinds."""
    return [_sources[kind] for kind in Kind if kind in _sources]
