"""The provider's lines beside what we know: nothing is written, and the provider isn't asked."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from payments.gateways.base import Transaction
from payments.models import (
    Means,
    Payment,
    PaymentState,
    ReconciliationRun,
    Refund,
    RefundState,
    Regie,
)
from payments.payfip_statement import Line

BATCH = 400  # values in one query


class Verdict(StrEnum):
    SAME = "same"
    LATE = "late"  # the provider is done, ours isn't: it is to be asked
    AMOUNT = "amount"
    CURRENCY = "currency"
    SECOND = "second"  # another charge than the one that our payment has
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Found:
    """A line, what it is about here, and how they agree."""

    line: Transaction
    verdict: Verdict
    payment: Payment | None = None
    refund: Refund | None = None


def compare(regie: Regie, provider: str, lines: Sequence[Transaction]) -> list[Found]:
    """Each line beside its payment or refund; the queries don't grow with the lines but by batches.

    A payment is known by its charge, else by the provider's name for it, else by our own key.
    """
    payments = _payments(regie, provider, lines)
    refunds = _refunds(regie, provider, lines)
    found = []
    for line in lines:
        refund = refunds.get(line.refund_id) or refunds.get(line.key)
        if refund or line.amount < 0:
            found.append(_beside_refund(line, refund))
        else:
            names = (line.charge_id, line.provider_id, line.key)
            payment = next((payments[name] for name in names if name in payments), None)
            found.append(_beside_payment(line, payment))
    return found


def names_of(lines: Iterable[Transaction]) -> set[str]:
    """All that these lines call what they are about: charges and refunds never share a name."""
    told = {name for line in lines for name in _charge_names(line)}
    return told | {name for line in lines for name in (line.refund_id, line.key) if name}


def _charge_names(line: Transaction) -> tuple[str, ...]:
    """A refund's line names its charge too, which proves nothing of the charge's own line."""
    return tuple(filter(None, (line.charge_id, line.provider_id))) if line.amount > 0 else ()


def paid_here(run: ReconciliationRun) -> list[Payment]:
    """The payments that the provider should list on the days of the run.

    They are written in our book on that day or later: that is what the index knows.
    """
    rows = Payment.objects.confirmed().filter(
        regie=run.regie, day__gte=run.first, provider=run.provider, means=Means.ONLINE
    )
    return list(rows.filter(**_within("settled_at", run)).select_related("regie").order_by("pk"))


def refunded_here(run: ReconciliationRun) -> list[Refund]:
    """The refunds that the provider should list about then."""
    rows = Refund.objects.filter(
        payment__regie=run.regie,
        payment__provider=run.provider,
        state=RefundState.SETTLED,
        by_hand=False,
        **_within("settled_at", run),
    )
    return list(rows.select_related("payment__regie__organisation").order_by("pk"))


def is_among(names: set[str], known: Payment | Refund) -> bool:
    """Whether one of these names is its own."""
    own = {known.provider_id, str(known.key), getattr(known, "charge_id", "")}
    return bool((own - {""}) & names)


def of_statement(regie: Regie, lines: Iterable[Line]) -> list[Transaction]:
    """A PayFiP statement's lines, named as our payments are: an old one gives no idop.

    Its authorisation number isn't unique, so it isn't used; a line that nothing names is known by
    its reference and its moment.
    """
    rows = Payment.objects.filter(regie=regie, provider="payfip").exclude(provider_id="")
    listed = list(lines)
    references = {line.reference for line in listed if not line.transaction.provider_id}
    by_debt: dict[tuple[str, int], list[str]] = {}
    for payment in _by_batches(rows.order_by("-settled_at", "pk"), "reference", references):
        by_debt.setdefault((payment.reference, payment.amount), []).append(payment.provider_id)
    told = []
    for line in listed:
        same = by_debt.get((line.reference, line.transaction.amount), [])
        name = line.transaction.provider_id or (same.pop(0) if same else "")
        told.append(replace(line.transaction, provider_id=name, charge_id="", key=line.reference))
    return told


def name_of(line: Transaction) -> str:
    """What a difference about this line is called: the same each time."""
    own = line.refund_id if line.amount < 0 else line.charge_id or line.provider_id
    return (own or f"{line.key or line.charge_id} {line.at.isoformat()} {line.amount}")[:160]


def _beside_payment(line: Transaction, payment: Payment | None) -> Found:
    if payment is None:
        return Found(line, Verdict.UNKNOWN)
    verdict = Verdict.SAME
    if payment.state != PaymentState.CONFIRMED:
        verdict = Verdict.LATE
    elif line.charge_id and payment.charge_id and line.charge_id != payment.charge_id:
        verdict = Verdict.SECOND
    elif line.currency != payment.currency:
        verdict = Verdict.CURRENCY
    elif line.amount != payment.received:
        verdict = Verdict.AMOUNT
    return Found(line, verdict, payment)


def _beside_refund(line: Transaction, refund: Refund | None) -> Found:
    """A positive line is the return of a refund that failed after all."""
    if refund is None:
        return Found(line, Verdict.UNKNOWN)
    verdict = Verdict.SAME
    if refund.state != (RefundState.SETTLED if line.amount < 0 else RefundState.FAILED):
        verdict = Verdict.LATE
    elif abs(line.amount) != refund.amount:
        verdict = Verdict.AMOUNT
    return Found(line, verdict, refund.payment, refund)


def _payments(regie: Regie, provider: str, lines: Sequence[Transaction]) -> dict[str, Payment]:
    rows = Payment.objects.filter(regie=regie, provider=provider)
    rows = rows.select_related("regie__organisation")
    known: dict[str, Payment] = {}
    for name in ("charge_id", "provider_id"):
        named = rows.exclude(**{name: ""})
        for payment in _by_batches(named, name, {getattr(line, name) for line in lines}):
            known[getattr(payment, name)] = payment
    for payment in _by_batches(rows, "key", _keys(lines)):
        known[str(payment.key)] = payment
    return known


def _refunds(regie: Regie, provider: str, lines: Sequence[Transaction]) -> dict[str, Refund]:
    rows = Refund.objects.filter(payment__regie=regie, payment__provider=provider)
    rows = rows.select_related("payment__regie__organisation", "invoice")
    known = {str(each.key): each for each in _by_batches(rows, "key", _keys(lines))}
    wanted = {line.charge_id for line in lines if line.refund_id}
    given = rows.exclude(provider_id="").exclude(payment__charge_id="")
    for refund in _by_batches(given, "payment__charge_id", wanted):
        known[refund.provider_id] = refund
    return known


def _keys(lines: Sequence[Transaction]) -> set[str]:
    """Those that can be ours: what others put in their own metadata is anything."""
    return {line.key for line in lines if _is_uuid(line.key)}


def _is_uuid(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _by_batches(rows: Any, name: str, values: Iterable[str]) -> Iterator[Any]:
    wanted = sorted(filter(None, values))
    for start in range(0, len(wanted), BATCH):
        yield from rows.filter(**{f"{name}__in": wanted[start : start + BATCH]})


def _within(name: str, run: ReconciliationRun) -> dict[str, datetime]:
    start, end = (
        datetime.combine(day, time(), run.regie.time_zone)
        for day in (run.first, run.last + timedelta(days=1))
    )
    return {f"{name}__gte": start, f"{name}__lt": end}
