"""Keeping the index true in the background."""

from datetime import timedelta
from typing import Final

from django.utils import timezone
from django_tasks import task

from portal.tasks import periodic
from portal.tasks.retry import retrying
from search.index import embedding, writing
from search.index.learning import learn_later, unlearned
from search.index.models import Kind, SearchDocument
from search.index.state_sheets import OLD_WEIGHT, TOO_OLD

AT_ONCE: Final = 50  # things indexed in one transaction
MANY: Final = 500  # things from which a new index costs less than as many changes


def index_later(kind: Kind, key: str) -> None:
    """Index the thing, or forget it if it may no longer be found, once this transaction is kept."""
    index.enqueue(kind.value, key)


def sheets_later(
    sender: object, *, added: set[str], changed: set[str], withdrawn: set[str], **_told: object
) -> None:
    """Follow an import of the State's sheets: piece by piece, or all anew when it is large."""
    codes = sorted(added | changed | withdrawn)
    if len(codes) > MANY:
        reindex.enqueue()
        return
    _piece_by_piece(codes)


@periodic.register("search.old_sheets", every=timedelta(days=1))
def sink_old_sheets() -> None:
    """A sheet of the State grows old without any import: its weight is then told again."""
    sheets = SearchDocument.objects.filter(kind=Kind.STATE_SHEET, weight__gt=OLD_WEIGHT)
    old = sheets.filter(dated__lt=timezone.localdate() - TOO_OLD).order_by("key")
    _piece_by_piece(list(old.values_list("key", flat=True)))


@periodic.register("search.meaning", every=timedelta(hours=1))
def keep_learning() -> None:
    """Take up what was left: documents indexed before meaning was there, vectors of a lost task."""
    if not embedding.is_on():
        return
    if SearchDocument.objects.filter(passages="").exists():
        reindex.enqueue()
    elif unlearned().exists():
        learn_later()


def _piece_by_piece(codes: list[str]) -> None:
    for start in range(0, len(codes), AT_ONCE):
        index_all.enqueue(Kind.STATE_SHEET.value, codes[start : start + AT_ONCE])


@task
@retrying(during=timedelta(days=1), on=Exception)
def reindex() -> None:
    """Make the whole index again."""
    writing.rebuild()


@task
@retrying(during=timedelta(days=1), on=Exception)
def index_all(kind: str, keys: list[str]) -> None:
    """The same as `index`, for many things of a kind."""
    writing.refresh(Kind(kind), keys)


@task(priority=10)
@retrying(during=timedelta(days=1), on=Exception)
def index(kind: str, key: str) -> None:
    """Ask the source what there is to find now; a repetition does no harm."""
    writing.refresh(Kind(kind), [key])
