"""The index, filled here and now."""

from search.index.sources import sources
from search.index.writing import put


def index_all() -> None:
    """All that may be found, as the tasks would write it."""
    for source in sources():
        put(list(source.read(list(source.keys()))))
