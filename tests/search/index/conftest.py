"""Sources of our own, in place of the real ones for the length of a test."""

from collections.abc import Iterator

import pytest

from search.index.models import Kind
from search.index.sources import register, sources
from tests.search.index.corpus import CORPUS, Shelf


@pytest.fixture
def shelves() -> Iterator[dict[Kind, Shelf]]:
    """One shelf per kind, which holds the small corpus."""
    real = sources()
    ours = {kind: Shelf(kind, CORPUS) for kind in Kind}
    for shelf in ours.values():
        register(shelf)
    yield ours
    for kind in Kind:
        register(Shelf(kind, []))
    for source in real:
        register(source)
