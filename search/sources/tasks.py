"""Many things to index at once, and the repair of what no task has indexed."""

import logging
from datetime import timedelta

from django_tasks import task

from portal.tasks import periodic
from portal.tasks.retry import retrying
from search.index.models import Kind, SearchDocument
from search.index.sources import Source, sources
from search.index.writing import refresh

AT_ONCE = 100  # things read and written together
logger = logging.getLogger(__name__)


@task(priority=periodic.URGENT)
@retrying(during=timedelta(days=1), on=Exception)
def index_many(kind: str, keys: list[str]) -> None:
    """Write those of the keys that may be found, forget the others; it may be run again."""
    for start in range(0, len(keys), AT_ONCE):
        refresh(Kind(kind), keys[start : start + AT_ONCE])


@periodic.register("search.repair", every=timedelta(days=1))
def repair() -> None:
    """Compare what may be found with what the index holds, and make good what differs.

    A task may have been lost, or a row written behind the models' back.
    """
    for source in sources():
        if differing := _differing(source):
            logger.warning("Index repaired: kind=%s count=%s", source.kind, len(differing))
            index_many.enqueue(source.kind, differing)


def _differing(source: Source) -> list[str]:
    indexed = SearchDocument.objects.order_by().filter(kind=source.kind)
    return sorted(set(source.keys()) ^ set(indexed.values_list("key", flat=True)))
