"""A week at the counter of the régie that the demonstration has, if it has one."""

from datetime import datetime, timedelta
from itertools import groupby
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from payments.models import MandateRole, Means, Regie, Source
from payments.rights import running
from payments.workflow import closing, collecting, depositing, issuing
from portal.accounts.models import User
from portal.demandes import clock
from portal.demo.data import read

CODE = "CANT"
OPENS, CLOSES = timedelta(hours=9), timedelta(hours=17)
APART = timedelta(minutes=9)


def tell(now: datetime) -> None:
    """Take the week's sums; close each day that is past, and pay the first ones in."""
    regie = Regie.objects.filter(code=CODE).first() or Regie.objects.first()
    treasurer = _holder(regie, MandateRole.TREASURER) if regie else None
    if regie is None or treasurer is None:
        return
    deputy = _holder(regie, MandateRole.DEPUTY) or treasurer
    for days_ago, rows in groupby(read("counter"), key=lambda row: row["days_ago"]):
        midnight = _midnight(regie, now - timedelta(days=days_ago))
        for rank, row in enumerate(rows):
            _take(regie, row, min(midnight + OPENS + rank * APART, now), deputy)
        if days_ago:
            _close(regie, midnight + CLOSES, deputy)
        if days_ago == taken_home(read("counter")):
            _pay_in(regie, midnight + CLOSES + APART, treasurer)


def _midnight(regie: Regie, at: datetime) -> datetime:
    """The day begins there: whatever the hour of the loading, its sums are its own."""
    return at.astimezone(regie.time_zone).replace(hour=0, minute=0, second=0, microsecond=0)


def taken_home(rows: list[dict[str, Any]]) -> int:
    """How many days ago the treasurer went to the Treasury: the day before the last."""
    return sorted({row["days_ago"] for row in rows if row["days_ago"]})[1]


def _holder(regie: Regie, role: MandateRole) -> User | None:
    mandate = running().filter(regie=regie, role=role).select_related("agent").first()
    return mandate.agent if mandate else None


def _take(regie: Regie, row: dict[str, Any], at: datetime, agent: User) -> None:
    with clock.at(at):
        invoice = issuing.issue(
            regie=regie,
            source=Source.COUNTER,
            subject=row["subject"],
            payer=issuing.Payer(row["payer"]),
            lines=[issuing.Line(row["subject"], row["total"], "7067")],
            agent=agent,
            at=at,
        )
        collecting.collect(
            key=_key(row["payer"]),
            amounts={invoice: row["total"]},
            means=Means(row["means"]),
            agent=agent,
            detail=row["detail"],
        )


def _close(regie: Regie, at: datetime, agent: User) -> None:
    with clock.at(at):
        day = at.astimezone(regie.time_zone).date()
        counted = {line.means: line.amount for line in closing.expected(regie, day)}
        closing.close(regie=regie, day=day, counted=counted, agent=agent)


def _pay_in(regie: Regie, at: datetime, agent: User) -> None:
    with clock.at(at):
        depositing.deposit(
            regie=regie, means=Means.CHEQUE, agent=agent, key=_key("counter deposit")
        )


def _key(name: str) -> UUID:
    return uuid5(NAMESPACE_URL, name)
