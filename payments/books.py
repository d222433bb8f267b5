"""Writing in the ledger: which accounts each fact moves, and on which day."""

from datetime import date, datetime

from payments.models import Account, Entry, Invoice, Kind, Means, Payment, Refund, Regie

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


def refunded(refund: Refund, at: datetime, *, undone: bool = False) -> Entry:
    """What went back; `undone` when the provider says afterwards that it did not."""
    payment = refund.payment
    debit = Account.REVENUE if refund.invoice_id else Account.SURPLUS
    credit = STANDS[Means(payment.means)]
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
