"""Issuing the receipt of a payment, online or at the counter."""

from django.db import transaction

from payments import notices, receipt
from payments.models import Payment, PaymentState
from portal.media import intake
from portal.media.kinds import Safe


def issue(payment_id: int) -> None:
    """Draw the receipt of a confirmed payment, keep it and say where it is: once.

    Drawn outside the transaction: it takes a second, during which the payment stays free.
    """
    rows = Payment.objects.select_related("regie__organisation__site")
    payment = rows.get(pk=payment_id)
    if payment.state != PaymentState.CONFIRMED or payment.receipt_id is not None:
        return
    _keep(payment, receipt.draw(payment))


@transaction.atomic
def _keep(payment: Payment, drawn: bytes) -> None:
    locked = Payment.objects.select_for_update(of=("self",)).get(pk=payment.pk)
    if locked.receipt_id is not None:
        return
    name = f"recu-{locked.reference}-{locked.pk}.pdf"
    locked.receipt = intake.keep(Safe(drawn, name, "application/pdf"), ours=True)
    locked.save(update_fields=["receipt"])
    notices.received(payment)
