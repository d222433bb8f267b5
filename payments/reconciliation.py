"""The provider's account of a day against ours: repaired where it can be, else shown.

Run twice it changes nothing. What was a difference closes by itself once it agrees.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta

from django.utils import timezone

from payments import books
from payments.comparing import (
    Verdict,
    compare,
    is_among,
    names_of,
    paid_here,
    refunded_here,
)
from payments.gateways.base import Gateway, Transaction
from payments.gateways.registry import CLASSES, class_of, gateway_of
from payments.models import Means, Payment, ReconciliationRun, Refund, Regie
from payments.rights import Act
from payments.workflow import agreeing
from payments.workflow.refusals import NotPossible, require
from portal.accounts.models import User

ONE_DAY = timedelta(days=1)


def providers_of(regie: Regie, day: date) -> list[str]:
    """Those that list what they moved: the régie's own, and one that it had that day."""
    had = regie.payments.filter(day=day, means=Means.ONLINE).order_by()
    codes = {regie.provider, *had.values_list("provider", flat=True).distinct()} & {*CLASSES}
    return sorted(code for code in codes if class_of(code).can_list and regie.keys_of(code))


def reconcile(*, regie: Regie, day: date) -> list[ReconciliationRun]:
    """Compare a local day with each provider that lists it. Raises GatewayError."""
    runs = []
    for provider in providers_of(regie, day):
        gateway = gateway_of(regie, provider)
        lines = list(gateway.transactions(day, str(regie.time_zone)))
        run = ReconciliationRun(regie=regie, provider=provider, first=day, last=day)
        runs.append(_apply(run, lines, _not_listed(run, lines, gateway), is_proof=True))
    return runs


def preview(
    *, regie: Regie, first: date, last: date, lines: Sequence[Transaction], agent: User
) -> ReconciliationRun:
    """What a PayFiP statement would change: figures only. Raises NotAllowed.

    It waits for `accept`; one that the same person left waiting is forgotten.
    """
    require(agent, Act.IMPORT, regie)
    ReconciliationRun.objects.filter(regie=regie, by=agent, finished_at=None).delete()
    run = ReconciliationRun(regie=regie, provider="payfip", first=first, last=last, by=agent)
    found = compare(regie, run.provider, lines)
    run.listed = len(lines)
    run.matched = sum(each.verdict is Verdict.SAME for each in found)
    run.repaired = sum(each.verdict is Verdict.LATE for each in found)
    different = len(found) - run.matched - run.repaired
    run.differing = different + len(_not_listed(run, lines))
    run.lines = [_plain(line) for line in lines]
    run.save()
    return run


def accept(*, run: ReconciliationRun, agent: User) -> ReconciliationRun:
    """Do what the figures of a statement announced. Raises NotAllowed, NotPossible.

    Nothing is held as paid on the word of a file: PayFiP is asked about each, outside any
    transaction. Stopped halfway, or done twice at once, it may be done again.
    """
    require(agent, Act.IMPORT, run.regie)
    if run.finished_at:
        raise NotPossible("Ce rapprochement a déjà été fait.")
    lines = [_read(kept) for kept in run.lines]
    run.matched = run.repaired = run.differing = 0
    return _apply(run, lines, _not_listed(run, lines), is_proof=False)


def _not_listed(
    run: ReconciliationRun, lines: Sequence[Transaction], gateway: Gateway | None = None
) -> list[Payment | Refund]:
    """What we count on those days and the provider doesn't list, nor on the days around.

    A statement can't be asked about the days around, and has no refunds.
    """
    names = names_of(lines)
    paid = [each for each in paid_here(run) if not is_among(names, each)]
    if gateway is None:
        return [*paid]
    given = [each for each in refunded_here(run) if not is_among(names, each)]
    absent: list[Payment | Refund] = [*paid, *given]
    around = {day for each in absent for day in _days_around(run, each)}
    for day in sorted(around - {run.first}):
        names |= names_of(gateway.transactions(day, str(run.regie.time_zone)))
    return [each for each in absent if not is_among(names, each)]


def _days_around(run: ReconciliationRun, ours: Payment | Refund) -> Iterator[date]:
    """A refund is listed on the day that it was sent, however late it is settled."""
    yield from (run.first - ONE_DAY, run.first + ONE_DAY)
    if isinstance(ours, Payment):
        yield ours.day or run.first
    elif ours.decided_at:
        sent = books.day_of(run.regie, ours.decided_at)
        yield from (sent, sent + ONE_DAY)


def _apply(
    run: ReconciliationRun,
    lines: Sequence[Transaction],
    missing: Iterable[Payment | Refund],
    *,
    is_proof: bool,
) -> ReconciliationRun:
    """Repair or show each line that differs, and keep the figures."""
    run.listed = len(lines)
    for found in compare(run.regie, run.provider, lines):
        agreed = agreeing.agree(found, run.regie, is_proof=is_proof)
        run.matched += agreed and found.verdict is Verdict.SAME
        run.repaired += agreed and found.verdict is not Verdict.SAME
        run.differing += not agreed
    for each in missing:
        agreeing.show_missing(each)
        run.differing += 1
    run.lines, run.finished_at = [], timezone.now()
    run.save()
    return run


def _plain(line: Transaction) -> dict[str, object]:
    return asdict(line) | {"at": line.at.isoformat()}


def _read(kept: dict[str, str]) -> Transaction:
    return Transaction(**kept | {"at": datetime.fromisoformat(kept["at"])})  # type: ignore[arg-type]  # as written
