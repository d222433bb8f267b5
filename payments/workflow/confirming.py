"""A provider says where an attempt stands, or a deputy took a sum: where all money enters.

Told twice, late or out of order, a fact is written once: the payment's row is locked, and what it
already says wins over what comes after it, except that `paid` wins over everything.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from payments import books
from payments.gateways.base import Fact, GatewayError, Standing
from payments.gateways.registry import gateway_of
from payments.models import (
    Difference,
    Entry,
    Invoice,
    InvoiceState,
    Payment,
    PaymentShare,
    PaymentState,
    Refund,
    RefundState,
)
from payments.signals import payment_confirmed
from portal.demandes import clock

logger = logging.getLogger(__name__)

# When the provider is asked about an attempt it said nothing of, counted from its beginning; then
# every day, since a transfer or a direct debit may take a week.
CHECKS = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=24))
LAST_CHECK = timedelta(days=10)


def ask(payment: Payment) -> Payment:
    """Ask the provider, and write what it says. Raises GatewayError: then nothing is written.

    One that can't be asked any more (no keys), or has not answered for ten days, is given up.
    """
    if not payment.provider_id:
        return record(payment, Fact("", Standing.PENDING))
    try:
        gateway = gateway_of(payment.regie, payment.provider)
        fact = gateway.status(payment.provider_id, started_at=payment.started_at)
    except GatewayError:
        lasts = timezone.now() < payment.started_at + LAST_CHECK
        if lasts and payment.regie.keys_of(payment.provider):
            raise
        fact = Fact(payment.provider_id, Standing.EXPIRED)
    return record(payment, fact)


@transaction.atomic
def record(payment: Payment, fact: Fact) -> Payment:
    """Write what a provider said of an attempt; returns it as it is now."""
    rows = Payment.objects.select_related("regie__organisation")
    locked = rows.select_for_update(of=("self",)).get(pk=payment.pk)
    if fact.standing == Standing.PAID:
        _paid(locked, fact)
    elif locked.state != PaymentState.CONFIRMED:
        _not_paid(locked, fact)
    return locked


def confirm(payment: Payment, received: int, at: datetime) -> None:
    """The sum is there: apply it to the invoices, oldest first; what is over is a surplus.

    The caller holds the payment's lock, in a transaction.
    """
    payment.state, payment.received, payment.settled_at = PaymentState.CONFIRMED, received, at
    payment.day, payment.next_check_at = books.day_of(payment.regie, clock.now()), None
    paid = _apply(payment)
    if payment.surplus:
        books.surplus(payment).save(force_insert=True)
        _propose(payment)
    payment.save()
    announce(payment, paid)
    from payments.tasks import issue_receipt  # noqa: PLC0415  the tasks run the verbs

    issue_receipt.enqueue(payment.pk)


def announce(payment: Payment, invoices: list[Invoice]) -> None:
    """Tell the packages above. What fails there is undone there, and told again by a task.

    The money's own record stays.
    """
    from payments.tasks import tell_again  # noqa: PLC0415  the tasks run the verbs

    try:
        with transaction.atomic():
            payment_confirmed.send(sender=Payment, payment=payment, invoices=invoices)
    except Exception as error:  # whatever it was; its text may hold a name, so it isn't logged
        name = type(error).__name__
        logger.error("payment %s is recorded, but what it opens failed: %s", payment.pk, name)
        tell_again.enqueue(payment.pk, [invoice.pk for invoice in invoices])


def _paid(payment: Payment, fact: Fact) -> None:
    if payment.state == PaymentState.CONFIRMED:
        if fact.charge_id and not payment.charge_id:
            payment.charge_id = fact.charge_id
            payment.save(update_fields=["charge_id"])
        return
    if fact.currency.upper() != payment.currency or fact.charged <= 0:
        differ(payment, Difference.Kind.CURRENCY, fact.charged, fact.currency.upper())
        payment.state, payment.next_check_at = PaymentState.FAILED, None
        payment.charge_id = payment.charge_id or fact.charge_id
        payment.save(update_fields=["state", "next_check_at", "charge_id"])
        return
    if fact.charged != payment.amount:
        differ(payment, Difference.Kind.AMOUNT, fact.charged, payment.currency)
    payment.provider_id = payment.provider_id or fact.provider_id
    payment.charge_id, payment.detail = fact.charge_id, fact.detail[:120]
    confirm(payment, fact.charged, fact.paid_at or timezone.now())


def _not_paid(payment: Payment, fact: Fact) -> None:
    now = timezone.now()
    payment.detail = fact.detail[:120] or payment.detail
    if fact.standing == Standing.REFUSED:
        payment.state = PaymentState.FAILED
    if fact.at_bank:
        payment.expires_at = None
    given_up = now >= payment.started_at + LAST_CHECK
    lost = not payment.provider_id and not payment.is_live(now)  # nobody was ever sent to pay it
    if fact.standing == Standing.EXPIRED or given_up or lost:
        payment.state, payment.next_check_at = PaymentState.EXPIRED, None
    payment.save()


def next_check(payment: Payment, checks: int) -> datetime:
    """When to ask for the (checks + 1)th time."""
    if checks < len(CHECKS):
        return max(payment.started_at + CHECKS[checks], timezone.now())
    return timezone.now() + timedelta(days=1)


def _apply(payment: Payment) -> list[Invoice]:
    """Pay the invoices; returns those that are now paid in full."""
    shares = {share.invoice_id: share for share in payment.shares.all()}
    left, done, entries = payment.received, [], []
    for invoice in Invoice.objects.select_related("regie__organisation").locked(shares):
        share = shares[invoice.pk]
        share.applied = min(share.asked, invoice.due, left)
        if share.applied:
            left -= share.applied
            entries.append(books.collected(payment, invoice, share.applied))
            done += [invoice] if _pay(invoice, share.applied) else []
    payment.surplus = left
    PaymentShare.objects.bulk_update(shares.values(), ["applied"])
    Entry.objects.bulk_create(entries)
    return done


def _pay(invoice: Invoice, amount: int) -> bool:
    invoice.paid += amount
    whole = invoice.paid == invoice.total
    invoice.state = InvoiceState.PAID if whole else InvoiceState.PARTLY_PAID
    invoice.save(update_fields=["paid", "state"])
    return whole


def _propose(payment: Payment) -> None:
    """A surplus is the payer's: its refund is proposed to the treasurer at once."""
    Refund.objects.create(
        payment=payment,
        amount=payment.surplus,
        reason="Trop-perçu\u00a0: aucune facture ne restait à payer pour cette somme.",
        state=RefundState.PROPOSED,
    )


def differ(payment: Payment, kind: Difference.Kind, found: int, currency: str) -> None:
    """Show the treasurer that the provider's figure isn't ours; once each, again if it moves."""
    row, is_new = Difference.objects.get_or_create(
        regie=payment.regie,
        kind=kind,
        key=payment.provider_id or str(payment.key),
        defaults={
            "payment": payment,
            "expected": payment.amount,
            "found": found,
            "currency": currency[:3],
        },
    )
    if not is_new and row.found != found:
        row.found, row.closed_by, row.closed_at = found, None, None
        row.save(update_fields=["found", "closed_by", "closed_at"])
