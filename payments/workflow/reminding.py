"""Writing to payers: what there is to pay, then the reminders. In batches, each e-mail once."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from payments import notices
from payments.models import Invoice, Regie
from payments.querysets import InvoiceQuerySet

BATCH = 100  # invoices locked together, while their e-mails are written
MOST = 1_000  # in one run: the next one goes on
STAGES = (notices.BEFORE, notices.LATE, notices.LAST)
DAYTIME = range(8, 20)  # the hours at which a reminder leaves, where the organisation is


def announce() -> int:
    """Tell payers of their new invoices; returns how many. Those imported are found here too."""
    now = timezone.now()

    def tell(invoice: Invoice) -> None:
        notices.announced(invoice)
        invoice.announced_at = now

    return _in_batches(lambda: Invoice.objects.to_announce(now), tell, ["announced_at"])


def remind() -> int:
    """Send the reminders that are due in every régie; returns how many."""
    regies = Regie.objects.filter(is_active=True).select_related("organisation")
    return sum(_remind(regie) for regie in regies.order_by("pk"))


def _remind(regie: Regie) -> int:
    """A régie that says zero days sends none."""
    local = timezone.now().astimezone(regie.time_zone)
    if local.hour not in DAYTIME:
        return 0
    sent = 0
    for stage in STAGES:
        if regie.remind_before if stage == notices.BEFORE else regie.remind_after:
            sent += _remind_at(regie, stage)
    return sent


def _remind_at(regie: Regie, stage: int) -> int:
    today = timezone.now().astimezone(regie.time_zone).date()

    def tell(invoice: Invoice) -> None:
        notices.reminded(invoice, stage)
        invoice.reminded, invoice.reminded_on = stage, today

    rows = Invoice.objects
    return _in_batches(
        lambda: rows.to_remind(regie, today, stage), tell, ["reminded", "reminded_on"]
    )


def _in_batches(
    waiting: Callable[[], InvoiceQuerySet], tell: Callable[[Invoice], None], fields: list[str]
) -> int:
    """Nobody pays an invoice while its e-mail is written: it is locked, and still unpaid."""
    done = 0
    while done < MOST:
        with transaction.atomic():
            keys = list(waiting().values_list("pk", flat=True)[:BATCH])
            rows = waiting().select_related("regie__organisation__site", "demande")
            batch = rows.locked(keys)  # those that still wait, in everybody's order
            for invoice in batch:
                tell(invoice)
            Invoice.objects.bulk_update(batch, fields)
        done += len(batch)
        if len(keys) < BATCH:
            break
    return done
