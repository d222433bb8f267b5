"""The book of some days, summed: by kind, means, revenue code with VAT, account, day."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import Any, TypeVar

from django.db.models import Count, Q, QuerySet, Sum

from payments.models import Account, Entry, InvoiceLine, Kind, Means, Regie
from payments.splitting import rate_words, split, vat_within

Row = TypeVar("Row")
CHUNK = 2_000  # entries read at once
OWED = (Account.RECEIVABLE, Account.SURPLUS)  # what a payment that comes in is written against
GIVEN = (Account.REVENUE, Account.SURPLUS)  # and one that goes back


@dataclass(frozen=True)
class KindSum:
    kind: Kind
    count: int
    amount: int


@dataclass(frozen=True)
class MeansSum:
    """What came in by these means, surpluses within, and what went back."""

    means: Means
    collected: int
    refunded: int

    @property
    def net(self) -> int:
        return self.collected - self.refunded


@dataclass(frozen=True)
class RevenueSum:
    """What was kept of a revenue code at a VAT rate: collected less given back, VAT within."""

    code: str
    vat_rate: int  # hundredths of a per cent
    amount: int
    vat: int

    @property
    def rate(self) -> str:
        return rate_words(self.vat_rate)

    @property
    def without_vat(self) -> int:
        return self.amount - self.vat


@dataclass(frozen=True)
class AccountSum:
    """Debits less credits since the book began, before the days and after them."""

    account: Account
    opening: int
    debit: int
    credit: int

    @property
    def closing(self) -> int:
        return self.opening + self.debit - self.credit


@dataclass(frozen=True)
class Piece:
    """The part of an entry that falls on one line of its invoice; negative when it went back."""

    entry: Entry
    code: str
    vat_rate: int
    amount: int

    @property
    def vat(self) -> int:
        return vat_within(self.amount, self.vat_rate)


def entries_of(regie: Regie, first: date, last: date) -> QuerySet[Entry]:
    return Entry.objects.filter(regie=regie, day__gte=first, day__lte=last)


def by_kind(rows: QuerySet[Entry]) -> list[KindSum]:
    """A refund that its provider undid counts less."""
    sums = rows.order_by().values_list("kind").annotate(Count("pk"), Sum("amount"))
    found = {kind: (count, amount) for kind, count, amount in sums}
    undone = _undone(rows).aggregate(sum=Sum("amount"), count=Count("pk"))
    if undone["count"]:
        count, amount = found[Kind.REFUND]
        found[Kind.REFUND] = count - undone["count"], amount - 2 * undone["sum"]
    return [KindSum(kind, *found[kind]) for kind in Kind if kind in found]


def by_means(rows: QuerySet[Entry]) -> list[MeansSum]:
    """Told by the accounts that moved, so that what was undone counts for nothing."""
    given = Q(refund__isnull=False)
    sums = rows.exclude(payment=None).order_by().values("payment__means")
    sums = sums.annotate(
        came=Sum("amount", filter=Q(credit__in=OWED) & ~given, default=0),
        uncame=Sum("amount", filter=Q(debit__in=OWED) & ~given, default=0),
        went=Sum("amount", filter=Q(debit__in=GIVEN) & given, default=0),
        back=Sum("amount", filter=Q(credit__in=GIVEN) & given, default=0),
    )
    found = {each["payment__means"]: _means_sum(each) for each in sums}
    return [found[means] for means in Means if means in found]


def by_revenue(rows: QuerySet[Entry]) -> list[RevenueSum]:
    sums: dict[tuple[str, int], list[int]] = defaultdict(lambda: [0, 0])
    for piece in pieces(rows):
        total = sums[piece.code, piece.vat_rate]
        total[0] += piece.amount
        total[1] += piece.vat
    return [RevenueSum(code, rate, *sums[code, rate]) for code, rate in sorted(sums)]


def pieces(rows: QuerySet[Entry]) -> Iterator[Piece]:
    """What was collected of invoices, and given back, split over their lines; read by chunks."""
    on_invoices = rows.exclude(payment=None).exclude(invoice=None)
    read = on_invoices.select_related("payment", "invoice", "refund").order_by("day", "pk")
    for chunk in _chunks(read.iterator(chunk_size=CHUNK), CHUNK):
        lines = _lines_of(chunk)
        for entry in chunk:
            yield from _pieces_of(entry, lines[entry.invoice_id])


def by_account(regie: Regie, first: date, last: date) -> list[AccountSum]:
    """Every account that ever moved, in one query."""
    rows = Entry.objects.filter(regie=regie, day__lte=last).order_by()
    sums = rows.values_list("debit", "credit").annotate(
        before=Sum("amount", filter=Q(day__lt=first), default=0),
        within=Sum("amount", filter=Q(day__gte=first), default=0),
    )
    totals: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for debit, credit, before, within in sums:
        totals[debit][0] += before
        totals[debit][1] += within
        totals[credit][0] -= before
        totals[credit][2] += within
    return [AccountSum(account, *totals[account]) for account in Account if account in totals]


def by_day(rows: QuerySet[Entry]) -> dict[date, int]:
    """What came in each day, less what was undone."""
    moved = rows.exclude(payment=None).filter(refund=None).order_by().values("day")
    sums = moved.annotate(
        came=Sum("amount", filter=Q(credit__in=OWED), default=0),
        uncame=Sum("amount", filter=Q(debit__in=OWED), default=0),
    )
    return {each["day"]: each["came"] - each["uncame"] for each in sums}


def _means_sum(sums: Mapping[str, Any]) -> MeansSum:
    came, went = sums["came"] - sums["uncame"], sums["went"] - sums["back"]
    return MeansSum(Means(sums["payment__means"]), came, went)


def _chunks(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """As itertools.batched, which Python 3.11 has not."""
    left = iter(rows)
    while chunk := list(islice(left, size)):
        yield chunk


def _undone(rows: QuerySet[Entry]) -> QuerySet[Entry]:
    return rows.filter(kind=Kind.REFUND, key__startswith="refund-undone:")


def _lines_of(chunk: Iterable[Entry]) -> dict[int | None, list[InvoiceLine]]:
    lines: dict[int | None, list[InvoiceLine]] = defaultdict(list)
    wanted = sorted({entry.invoice_id for entry in chunk if entry.invoice_id})
    for some in _chunks(wanted, 500):
        for line in InvoiceLine.objects.filter(invoice__in=some).order_by("invoice", "rank"):
            lines[line.invoice_id].append(line)
    return lines


def _pieces_of(entry: Entry, lines: list[InvoiceLine]) -> Iterator[Piece]:
    sign = 1 if entry.credit in (Account.RECEIVABLE, Account.REVENUE) else -1
    parts = split(entry.amount, [line.amount for line in lines])
    for line, part in zip(lines, parts, strict=True):
        if part:
            yield Piece(entry, line.revenue_code, line.vat_rate, sign * part)


def summed(regie: Regie, first: date, last: date) -> dict[str, Any]:
    """All that the journal of these days shows."""
    rows = entries_of(regie, first, last)
    kinds, means, revenue = by_kind(rows), by_means(rows), by_revenue(rows)
    return {
        "kinds": kinds,
        "means": means,
        "revenue": revenue,
        "accounts": by_account(regie, first, last),
        "collected": sum(each.collected for each in means),
        "refunded": sum(each.refunded for each in means),
        "net": sum(each.net for each in means),
        "kept": sum(each.amount for each in revenue),
        "without_vat": sum(each.without_vat for each in revenue),
        "vat": sum(each.vat for each in revenue),
    }
