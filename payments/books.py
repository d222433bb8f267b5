"""Writing in the ledger: which accounts each fact moves, and on which day."""

from datetime import date, datetime

from django.db.models import Q, Sum

from payments.models import (
    Account,
    ClosingLine,
    Deposit,
    Entry,
    Invoice,
    Kind,
    Means,
    Payment,
    Refund,
    Regie,
)

STANDS = {  # where a sum stands once it came in by these means
    Means.ONLINE: Account.ONLINE,
    Means.TERMINAL: Account.TERMINAL,
    Means.CHEQUE: Account.CHEQUE,
    Means.CESU: Account.CESU,
    Means.TRANSFER: Account.TRANSFER,
    Means.CASH: Account.CASH,
}


def day_of(regie: Regie, at: datetime) -> date:
    """The day of the books, where the organisation is."""
    return at.astimezone(regie.time_zone).date()


def issued(invoice: Invoice) -> Entry:
    return _of_invoice(invoice, Kind.ISSUE, Account.RECEIVABLE, Account.REVENUE, invoice.total)


def cancelled(invoice: Invoice, at: datetime, amount: int) -> Entry:
    accounts = Account.REVENUE, Account.RECEIVABLE
    return _of_invoice(invoice, Kind.CANCEL, *accounts, amount, at)


def transferred(invoice: Invoice, at: datetime, amount: int) -> Entry:
    accounts = Account.AUTHORITY, Account.RECEIVABLE
    return _of_invoice(invoice, Kind.TRANSFER, *accounts, amount, at)


def collected(payment: Payment, invoice: Invoice, amount: int) -> Entry:
    return _of_payment(payment, Kind.COLLECT, Account.RECEIVABLE, amount, invoice)


def surplus(payment: Payment) -> Entry:
    return _of_payment(payment, Kind.SURPLUS, Account.SURPLUS, payment.surplus)


def uncollected(entry: Entry, at: datetime) -> Entry:
    """The opposite of what a payment was collected by: taken by mistake, undone the same day."""
    return Entry(
        regie_id=entry.regie_id,
        key=f"{Kind.UNDO}:{entry.pk}",
        kind=Kind.UNDO,
        debit=entry.credit,
        credit=entry.debit,
        amount=entry.amount,
        currency=entry.currency,
        at=at,
        day=entry.day,
        invoice_id=entry.invoice_id,
        payment_id=entry.payment_id,
    )


def gap(line: ClosingLine, regie: Regie, day: date, at: datetime) -> Entry:
    """What was counted at a closing over or under what the book expected."""
    stands, over = STANDS[Means(line.means)], line.counted - line.expected
    return Entry(
        regie=regie,
        key=f"{Kind.GAP}:{line.pk}",
        kind=Kind.GAP,
        debit=stands if over > 0 else Account.GAP,
        credit=Account.GAP if over > 0 else stands,
        amount=abs(over),
        currency=regie.currency,
        at=at,
        day=day,
    )


def deposited(deposit: Deposit, at: datetime) -> Entry:
    """From the till to the account at the Treasury."""
    return Entry(
        regie=deposit.regie,
        key=f"{Kind.DEPOSIT}:{deposit.pk}",
        kind=Kind.DEPOSIT,
        debit=Account.TRANSFER,
        credit=STANDS[Means(deposit.means)],
        amount=deposit.amount,
        currency=deposit.regie.currency,
        at=at,
        day=deposit.day,
    )


def held(regie: Regie, means: Means, until: date | None = None) -> int:
    """What stands there by these means, at the end of that day: debits less credits."""
    account = STANDS[means]
    rows = Entry.objects.filter(Q(debit=account) | Q(credit=account), regie=regie)
    if until:
        rows = rows.filter(day__lte=until)
    sums = rows.aggregate(
        debit=Sum("amount", filter=Q(debit=account), default=0),
        credit=Sum("amount", filter=Q(credit=account), default=0),
    )
    return int(sums["debit"] - sums["credit"])


def refunded(refund: Refund, at: datetime, *, undone: bool = False) -> Entry:
    """What went back; `undone` when the provider says afterwards that it did not."""
    payment = refund.payment
    debit = Account.REVENUE if refund.invoice_id else Account.SURPLUS
    credit = _given_from(refund)
    return Entry(
        regie=payment.regie,
        key=f"refund{'-undone' if undone else ''}:{refund.pk}",
        kind=Kind.REFUND,
        debit=credit if undone else debit,
        credit=debit if undone else credit,
        amount=refund.amount,
        currency=payment.currency,
        at=at,
        day=day_of(payment.regie, at),
        invoice_id=refund.invoice_id,
        payment=payment,
        refund=refund,
    )


def _given_from(refund: Refund) -> Account:
    """By hand, a cheque's sum leaves the account at the Treasury: it can't be cut in two.

    So does cash that the till doesn't hold any more, since it was paid in: the accountant pays.
    """
    means = Means(refund.payment.means)
    by_paper = means in (Means.CHEQUE, Means.CESU)
    paid_in = means == Means.CASH and held(refund.payment.regie, means) < refund.amount
    return Account.TRANSFER if refund.by_hand and (by_paper or paid_in) else STANDS[means]


def _of_invoice(
    invoice: Invoice,
    kind: Kind,
    debit: Account,
    credit: Account,
    amount: int,
    at: datetime | None = None,
) -> Entry:
    moment = at or invoice.issued_at
    return Entry(
        regie=invoice.regie,
        key=f"{kind}:{invoice.pk}",
        kind=kind,
        debit=debit,
        credit=credit,
        amount=amount,
        currency=invoice.currency,
        at=moment,
        day=day_of(invoice.regie, moment),
        invoice=invoice,
    )


def _of_payment(
    payment: Payment, kind: Kind, credit: Account, amount: int, invoice: Invoice | None = None
) -> Entry:
    at = payment.settled_at or payment.started_at
    return Entry(
        regie=payment.regie,
        key=f"{kind}:{payment.pk}:{invoice.pk if invoice else ''}",
        kind=kind,
        debit=STANDS[Means(payment.means)],
        credit=credit,
        amount=amount,
        currency=payment.currency,
        at=at,
        day=payment.day or day_of(payment.regie, at),
        invoice=invoice,
        payment=payment,
    )
