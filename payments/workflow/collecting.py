"""A deputy takes a sum at the counter; the treasurer may undo a mistake of the same open day."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from payments import books
from payments.models import (
    Entry,
    Invoice,
    InvoiceState,
    Kind,
    Means,
    Payment,
    PaymentShare,
    PaymentState,
    Regie,
)
from payments.models.refund import HOLDING
from payments.rights import Act
from payments.workflow import cash, confirming, days
from payments.workflow.refusals import NotPossible, require
from portal.accounts.models import User

TOO_MUCH = "La somme dépasse ce qui reste à payer. Rendez la monnaie, puis saisissez le reste dû."


@transaction.atomic
def collect(
    *, key: UUID, amounts: Mapping[Invoice, int], means: Means, agent: User, detail: str = ""
) -> Payment:
    """Take what each invoice is paid, in minor units; once per `key`, which the form carries.

    Raises NotAllowed; NotPossible on a closed day or above what is owed.
    """
    regie = next(iter(amounts)).regie
    require(agent, Act.COLLECT, regie)
    if means == Means.ONLINE or any(invoice.regie_id != regie.pk for invoice in amounts):
        raise NotPossible("Encaissez séparément les factures de chaque régie.")
    days.hold(regie)
    if found := Payment.objects.filter(key=key, taken_by=agent).first():
        return found
    now, _ = days.hold_today(regie)
    locked = Invoice.objects.locked(invoice.pk for invoice in amounts)
    if any(amounts[invoice] > invoice.due or amounts[invoice] <= 0 for invoice in locked):
        raise NotPossible(TOO_MUCH)
    payment = _taken(regie, key, means, now, agent)
    payment.reference, payment.detail = locked[0].number, detail[:120]
    payment.amount = sum(amounts.values())
    payment.save()
    PaymentShare.objects.bulk_create(
        PaymentShare(payment=payment, invoice=invoice, asked=amounts[invoice]) for invoice in locked
    )
    confirming.confirm(payment, payment.amount, now)
    if means == Means.CASH:
        cash.warn(regie, payment.day or now.date())
    return payment


@transaction.atomic
def undo(*, payment: Payment, agent: User, reason: str) -> None:
    """Undo what was taken by mistake today: an opposite entry each, and the debts are there again.

    Raises NotAllowed; NotPossible once the day is closed, or the sum has gone elsewhere.
    """
    require(agent, Act.UNDO, payment.regie)
    now, day = days.hold_today(payment.regie)
    shares = list(payment.shares.all())
    rows = Payment.objects.select_related("regie__organisation")
    locked = rows.select_for_update(of=("self",)).get(pk=payment.pk)  # before its invoices
    invoices = Invoice.objects.locked(share.invoice_id for share in shares)
    if locked.state == PaymentState.UNDONE:
        return
    if locked.state != PaymentState.CONFIRMED or locked.means == Means.ONLINE or locked.day != day:
        raise NotPossible(
            "Seul un encaissement du jour, pris au guichet, peut être annulé\u00a0: "
            "pour les autres, demandez un remboursement."
        )
    _require_still_there(locked, invoices)
    entries = locked.entries.filter(kind=Kind.COLLECT)
    Entry.objects.bulk_create([books.uncollected(entry, now) for entry in entries])
    applied = {share.invoice_id: share.applied for share in shares}
    for invoice in invoices:
        _owe_again(invoice, applied[invoice.pk])
    locked.shares.update(applied=0)
    locked.state, locked.received = PaymentState.UNDONE, 0
    locked.undone_by, locked.undone_at, locked.undone_reason = agent, now, reason
    locked.save(update_fields=["state", "received", "undone_by", "undone_at", "undone_reason"])
    payment.refresh_from_db()


def _taken(regie: Regie, key: UUID, means: Means, now: datetime, agent: User) -> Payment:
    return Payment(
        regie=regie,
        key=key,
        means=means,
        currency=regie.currency,
        started_at=now,
        taken_by=agent,
    )


def _require_still_there(payment: Payment, invoices: list[Invoice]) -> None:
    if payment.refunds.filter(state__in=HOLDING).exists():
        raise NotPossible("Un remboursement est demandé sur cet encaissement\u00a0: traitez-le.")
    if any(each.state not in (InvoiceState.PARTLY_PAID, InvoiceState.PAID) for each in invoices):
        raise NotPossible("Une de ses factures n’est plus à payer ici\u00a0: rien n’est annulé.")
    gone = payment.deposit_id is not None or (
        payment.means == Means.CASH and books.held(payment.regie, Means.CASH) < payment.received
    )
    if gone:
        raise NotPossible("Cette somme a été versée au Trésor\u00a0: demandez un remboursement.")


def _owe_again(invoice: Invoice, amount: int) -> None:
    invoice.paid -= amount
    invoice.state = InvoiceState.PARTLY_PAID if invoice.paid else InvoiceState.ISSUED
    invoice.save(update_fields=["paid", "state"])
