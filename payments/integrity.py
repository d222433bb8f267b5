"""Whether the book and the sums that rows carry say the same: each break, in words."""

from collections.abc import Iterator
from typing import Any

from django.db.models import (
    Count,
    ExpressionWrapper,
    F,
    IntegerField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce

from payments.models import (
    Account,
    Entry,
    Invoice,
    InvoiceLine,
    InvoiceState,
    Kind,
    NumberSequence,
    Payment,
    PaymentShare,
    Refund,
    RefundState,
    Regie,
)

Told = Coalesce | ExpressionWrapper[Any]
SHOWN = 1_000  # breaks of one sort; a thousand is enough to be afraid


def breaks(regies: QuerySet[Regie]) -> Iterator[str]:
    """One sentence each: which row, what it says, what the book says. No name of a person."""
    yield from _of_invoices(Invoice.objects.filter(regie__in=regies))
    yield from _of_payments(Payment.objects.filter(regie__in=regies))
    yield from _of_refunds(Refund.objects.filter(payment__regie__in=regies))
    yield from _of_currencies(regies)
    yield from _of_numbers(regies)


def _of_invoices(rows: QuerySet[Invoice]) -> Iterator[str]:
    lines = _sum(InvoiceLine.objects.filter(invoice=OuterRef("pk")), "invoice")
    shares = _sum(PaymentShare.objects.filter(invoice=OuterRef("pk")), "invoice", "applied")
    back = _entries("invoice", kind=Kind.REFUND)
    refunded = _net(back.filter(debit=Account.REVENUE), back.filter(credit=Account.REVENUE))
    left = _entries("invoice", kind__in=[Kind.CANCEL, Kind.TRANSFER])
    closed = [InvoiceState.CANCELLED, InvoiceState.TRANSFERRED]
    yield from _differ(rows, "total", "ses lignes", lines)
    yield from _differ(rows, "total", "le livre", _sum(_entries("invoice", kind=Kind.ISSUE)))
    yield from _differ(rows, "paid", "le livre", _come_in("invoice", [Account.RECEIVABLE]))
    yield from _differ(rows, "paid", "ses paiements", shares)
    yield from _differ(rows, "refunded", "le livre", refunded)
    owed = rows.filter(state__in=closed).annotate(
        owed=ExpressionWrapper(F("total") - F("paid"), IntegerField())
    )
    yield from _differ(owed, "owed", "le livre", _sum(left))
    still = rows.exclude(state__in=closed).annotate(gone=Value(0))
    yield from _differ(still, "gone", "le livre", _sum(left))


def _of_payments(rows: QuerySet[Payment]) -> Iterator[str]:
    came = _come_in("payment", [Account.RECEIVABLE, Account.SURPLUS])
    shares = _sum(PaymentShare.objects.filter(payment=OuterRef("pk")), "payment", "applied")
    applied = rows.annotate(applied=ExpressionWrapper(F("received") - F("surplus"), IntegerField()))
    yield from _differ(rows, "received", "le livre", came)
    yield from _differ(
        rows, "surplus", "le livre", _sum(_entries("payment", kind=Kind.SURPLUS), "payment")
    )
    yield from _differ(applied, "applied", "ses factures", shares)


def _of_refunds(rows: QuerySet[Refund]) -> Iterator[str]:
    given = [Account.REVENUE, Account.SURPLUS]
    mine = _entries("refund")
    net = _net(mine.filter(debit__in=given), mine.filter(credit__in=given), "refund")
    settled = rows.filter(state=RefundState.SETTLED)
    other = rows.exclude(state=RefundState.SETTLED).annotate(nothing=Value(0))
    yield from _differ(settled, "amount", "le livre", net)
    yield from _differ(other, "nothing", "le livre", net)


def _of_currencies(regies: QuerySet[Regie]) -> Iterator[str]:
    wrong = Entry.objects.filter(regie__in=regies).exclude(currency=F("regie__currency"))
    for entry in wrong.order_by("pk")[:SHOWN]:
        yield f"Écriture {entry.pk}\u00a0: {entry.currency} n’est pas la monnaie de la régie."


def _of_numbers(regies: QuerySet[Regie]) -> Iterator[str]:
    """Numbers have no gaps: as many invoices as the last number given that year."""
    issued = Invoice.objects.filter(regie__in=regies).values_list("regie", "issued_on__year")
    counts = {
        (regie, year): count for regie, year, count in issued.order_by().annotate(Count("pk"))
    }
    given = NumberSequence.objects.filter(regie__in=regies).select_related("regie")
    for each in given.order_by("regie__code", "year"):
        count = counts.get((each.regie_id, each.year), 0)
        if count != each.last:
            yield (
                f"Régie {each.regie.code}, {each.year}\u00a0: {each.last} numéros donnés, "
                f"{count} factures."
            )


def _differ(rows: QuerySet[Model], name: str, who: str, told: Told) -> Iterator[str]:
    """The rows where the column isn't what is told of it."""
    wrong = rows.order_by("pk").annotate(told=told).filter(~Q(told=F(name)))
    for row in wrong[:SHOWN]:
        kind = str(row._meta.verbose_name).capitalize()
        called = row.number if isinstance(row, Invoice) else row.pk
        column = {"owed": "reste dû transmis ou annulé", "gone": "reste dû retiré"}.get(name, name)
        yield f"{kind} {called}\u00a0: {column} {getattr(row, name)}, {who} {row.told}."  # type: ignore[attr-defined]  # annotated


def _entries(owner: str, **told: object) -> QuerySet[Entry]:
    return Entry.objects.filter(**{owner: OuterRef("pk")}, **told)


def _come_in(owner: str, accounts: list[Account]) -> Told:
    """What payments brought, less what was undone: by the accounts that it moved."""
    mine = _entries(owner, payment__isnull=False, refund=None)
    return _net(mine.filter(credit__in=accounts), mine.filter(debit__in=accounts), owner)


def _sum(rows: QuerySet[Model], owner: str = "invoice", column: str = "amount") -> Coalesce:
    """Their sum; 0 when there is none."""
    total = rows.order_by().values(owner).annotate(sum=Sum(column)).values("sum")
    return Coalesce(Subquery(total, output_field=IntegerField()), 0)


def _net(given: QuerySet[Entry], undone: QuerySet[Entry], owner: str = "invoice") -> Told:
    return ExpressionWrapper(_sum(given, owner) - _sum(undone, owner), IntegerField())
