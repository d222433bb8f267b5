"""How long what was sent is kept: it names people."""

from datetime import datetime, timedelta
from typing import Final

from django.db import transaction

from payments.models import ImportState, InvoiceImport
from portal.media.workflow import discard

CONTENT: Final = timedelta(days=2)  # the file, and invoices that were not issued
ISSUED: Final = (ImportState.DONE, ImportState.ISSUING)
LINE: Final = timedelta(days=365)  # who sent what, and the numbers to print


def forget(*, now: datetime) -> None:
    """Empty the imports of two days ago, delete those never issued, and all of a year ago.

    One that stopped while it was issuing ends there: its file, sent again, issues what is left.
    """
    old = InvoiceImport.objects.filter(created_at__lt=now - CONTENT).select_related("stored")
    InvoiceImport.objects.filter(created_at__lt=now - LINE).delete()
    for owner in old.exclude(state__in=ISSUED):
        _forget(owner, whole=True)
    for owner in old.filter(state__in=ISSUED, emptied=False):
        _forget(owner, whole=False)


@transaction.atomic
def _forget(owner: InvoiceImport, *, whole: bool) -> None:
    """Unless somebody has just had it issued, or issued again."""
    rows = InvoiceImport.objects.select_for_update(of=("self",)).select_related("stored")
    held = rows.filter(pk=owner.pk, state=owner.state).first()
    if held is None:
        return
    stored = held.stored
    if whole:
        held.delete()
    else:
        held.staged.update(payload={})
        held.stored, held.emptied, held.state = None, True, ImportState.DONE
        held.save(update_fields=["stored", "emptied", "state"])
    if stored:
        discard(stored_file=stored)
