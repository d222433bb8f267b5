"""The counter's days: whoever moves what a régie holds takes its lock; a closed day is closed."""

from datetime import date, datetime

from payments import books
from payments.models import DayClosing, Means, Payment, Regie
from payments.workflow.refusals import NotPossible
from portal.demandes import clock

CLOSED = "La journée est close\u00a0: cette opération sera à faire demain."
MOST = 31  # days listed


def hold(regie: Regie) -> Regie:
    """The régie, its row locked until the end of the transaction: before any other row.

    Without the key, since each new invoice or payment of the régie locks that for itself.
    """
    rows = Regie.objects.select_related("organisation")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=regie.pk)


def hold_today(regie: Regie) -> tuple[datetime, date]:
    """Lock the régie; the moment and its day. Raises NotPossible once that day is closed."""
    held = hold(regie)
    now = clock.now()  # once the lock is there: one may have waited past midnight
    day = books.day_of(held, now)
    if DayClosing.objects.filter(regie=held, day__gte=day).exists():
        raise NotPossible(CLOSED)
    return now, day


def last_closed(regie: Regie) -> date | None:
    return DayClosing.objects.filter(regie=regie).values_list("day", flat=True).first()


def still_open(regie: Regie, before: date) -> list[date]:
    """The days before that one on which something was taken and that nobody closed, in order."""
    taken = Payment.objects.confirmed().filter(regie=regie, day__lt=before)
    if last := last_closed(regie):
        taken = taken.filter(day__gt=last)
    found = taken.exclude(means=Means.ONLINE).order_by("day").values_list("day", flat=True)
    return [day for day in found.distinct()[:MOST] if day]
