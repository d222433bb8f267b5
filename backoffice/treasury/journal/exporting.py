"""The book as a file: at once when it is short, else by a worker."""

import logging
import tempfile
from datetime import date, datetime
from typing import IO, Final

from django.db import transaction

from backoffice.exports.files import TYPES
from backoffice.treasury.journal import book_file
from payments.models import LedgerExport, Regie
from payments.rights import Act, may
from payments.statements import entries_of
from payments.workflow.refusals import require
from portal.accounts.models import User
from portal.media import intake
from portal.media.workflow import discard

logger = logging.getLogger(__name__)
AT_ONCE: Final = 2_000  # entries: a second's work
CONTENT_TYPES: Final = {str(kind): value for kind, value in TYPES.items()}


def is_short(regie: Regie, first: date, last: date) -> bool:
    return entries_of(regie, first, last)[: AT_ONCE + 1].count() <= AT_ONCE


def name_of(regie: Regie, first: date, last: date, kind: str) -> str:
    days = f"{first:%Y-%m-%d}" + ("" if first == last else f"-au-{last:%Y-%m-%d}")
    return f"journal-{regie.code.lower()}-{days}.{kind}"


@transaction.atomic
def ask(*, regie: Regie, first: date, last: date, kind: str, agent: User) -> LedgerExport:
    """Have a worker write the file; the one under way, if the same agent asked for it already.

    Raises NotAllowed.
    """
    from backoffice.treasury.tasks import write_export  # noqa: PLC0415  the tasks run the verbs

    require(agent, Act.EXPORT, regie)
    User.objects.select_for_update(of=("self",)).get(pk=agent.pk)
    wanted = {"regie": regie, "first": first, "last": last, "kind": kind, "agent": agent}
    for earlier in LedgerExport.objects.filter(**wanted).exclude(state=LedgerExport.State.DONE):
        if not earlier.has_failed():
            return earlier
    export = LedgerExport.objects.create(**wanted, total=entries_of(regie, first, last).count())
    export.task_id = write_export.enqueue(str(export.pk)).id
    export.save(update_fields=["task_id"])
    logger.info("Ledger export %s of regie=%s by agent=%s", export.pk, regie.pk, agent.pk)
    return export


def write(export_id: str) -> None:
    """Write the file. Run again after a crash, it begins again; not for who lost the mandate."""
    joined = LedgerExport.objects.select_related("regie__organisation", "agent")
    export = joined.filter(pk=export_id).first()
    if export is None or not export.is_running or not may(export.agent, Act.EXPORT, export.regie):
        return
    row = LedgerExport.objects.filter(pk=export.pk)
    row.update(state=LedgerExport.State.WRITING, written=0)
    with tempfile.TemporaryFile() as out:
        _write(export, out)
        name = name_of(export.regie, export.first, export.last, export.kind)
        stored = intake.keep_drawn(out, name, CONTENT_TYPES[export.kind])
    with transaction.atomic():
        locked = row.select_for_update(of=("self",)).get()
        if not locked.is_running:  # the same task, taken up by another worker, was first
            discard(stored_file=stored)
            return
        locked.stored, locked.state = stored, LedgerExport.State.DONE
        locked.save(update_fields=["stored", "state"])


def forget(*, before: datetime) -> None:
    """Throw the files away that were asked for before that moment."""
    for export in LedgerExport.objects.filter(asked_at__lt=before).select_related("stored"):
        with transaction.atomic():
            stored = export.stored
            export.delete()
            if stored:
                discard(stored_file=stored)


def _write(export: LedgerExport, out: IO[bytes]) -> None:
    def told(count: int) -> None:
        LedgerExport.objects.filter(pk=export.pk).update(written=count)

    book_file.write(export.kind, export.regie, export.first, export.last, out, told)
