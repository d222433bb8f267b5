"""Keeping the index true in the background."""

from datetime import timedelta

from django_tasks import task

from portal.tasks.retry import retrying
from search.index import writing
from search.index.models import Kind


def index_later(kind: Kind, key: str) -> None:
    """Index the thing, or forget it if it may no longer be found, once this transaction is kept."""
    index.enqueue(kind.value, key)


@task(priority=10)
@retrying(during=timedelta(days=1), on=Exception)
def index(kind: str, key: str) -> None:
    """Ask the source what there is to find now; a repetition does no harm."""
    writing.refresh(Kind(kind), [key])
