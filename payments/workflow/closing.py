"""The end of a day at the counter: what is there is counted, a gap is explained and booked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Count, Q, Sum

from payments import books
from payments.models import ClosingLine, DayClosing, Entry, Kind, Means, Payment, Regie
from payments.rights import Act
from payments.workflow import days
from payments.workflow.refusals import NotPossible, require
from portal.accounts.models import User
from portal.demandes import clock
from portal.text.dates import full_date

IN_THE_TILL = (Means.CASH, Means.CHEQUE, Means.CESU)  # all that is there is counted
BY_THE_DAY = (Means.TERMINAL, Means.TRANSFER)  # the day's own, on a ticket or a statement
TO_COUNT = IN_THE_TILL + BY_THE_DAY


@dataclass(frozen=True)
class Expected:
    """What should be found by one means: how many were taken that day, and the sum."""

    means: Means
    count: int
    amount: int


def expected(regie: Regie, day: date) -> list[Expected]:
    """What the book says, for each means that has something to count; cash always."""
    taken = Payment.objects.confirmed().filter(regie=regie, day=day, means__in=TO_COUNT)
    counts = dict(taken.order_by().values_list("means").annotate(Count("pk")))
    lines = [Expected(each, counts.get(each, 0), _amount(regie, each, day)) for each in TO_COUNT]
    return [line for line in lines if line.amount or line.count or line.means == Means.CASH]


@transaction.atomic
def close(
    *, regie: Regie, day: date, counted: Mapping[Means, int], agent: User, note: str = ""
) -> DayClosing:
    """Close the day on what was counted, in minor units; a forgotten day may still be closed.

    Days are closed in their order, since a gap found on one is in the till of the next. Raises
    NotAllowed; NotPossible on a day that can't be closed or a gap that isn't explained.
    """
    require(agent, Act.CLOSE_DAY, regie)
    held, now = days.hold(regie), clock.now()
    _require_closable(held, day, books.day_of(held, now))
    lines = [
        ClosingLine(
            means=line.means,
            count=line.count,
            expected=line.amount,
            counted=counted.get(line.means, 0),
        )
        for line in expected(held, day)
    ]
    gaps = [line for line in lines if line.counted != line.expected]
    if gaps and not note:
        raise NotPossible("Le compté n’est pas l’attendu\u00a0: recomptez, ou expliquez l’écart.")
    closing = DayClosing.objects.create(regie=held, day=day, closed_by=agent, note=note)
    for line in lines:
        line.closing = closing
    ClosingLine.objects.bulk_create(lines)
    Entry.objects.bulk_create([books.gap(line, held, day, now) for line in gaps])
    return closing


def _require_closable(regie: Regie, day: date, today: date) -> None:
    if day > today:
        raise NotPossible("Cette journée n’a pas commencé\u00a0: elle ne peut pas être close.")
    last = days.last_closed(regie)
    if last and day <= last:
        raise NotPossible(f"Les journées sont closes jusqu’au {full_date(last)}.")
    if earlier := days.still_open(regie, day):
        raise NotPossible(f"Clôturez d’abord la journée du {full_date(earlier[0])}.")


def _amount(regie: Regie, means: Means, day: date) -> int:
    if means in IN_THE_TILL:
        return books.held(regie, means, until=day)
    account = books.STANDS[means]
    rows = Entry.objects.filter(regie=regie, day=day, kind__in=[Kind.COLLECT, Kind.UNDO])
    if means == Means.TRANSFER:  # the same account receives what is paid in
        rows = rows.filter(payment__means=means)
    sums = rows.aggregate(
        debit=Sum("amount", filter=Q(debit=account), default=0),
        credit=Sum("amount", filter=Q(credit=account), default=0),
    )
    return int(sums["debit"] - sums["credit"])
