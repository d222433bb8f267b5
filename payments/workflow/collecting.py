"""A deputy takes a sum at the counter."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from payments import books
from payments.models import DayClosing, Invoice, Means, Payment, PaymentShare
from payments.rights import Act
from payments.workflow import confirming
from payments.workflow.refusals import NotPossible, require
from portal.accounts.models import User

CLOSED = "La journée est close : cet encaissement sera à faire demain."
TOO_MUCH = "La somme dépasse ce qui reste à payer. Rendez la monnaie, puis saisissez le reste dû."


@transaction.atomic
def collect(
    *, key: UUID, amounts: Mapping[Invoice, int], means: Means, agent: User, detail: str = ""
) -> Payment:
    """Take what each invoice is paid, in minor units; once per `key`, which the form carries.

    Raises NotAllowed; NotPossible on a closed day or above what is owed.
    """
    if found := Payment.objects.filter(key=key, taken_by=agent).first():
        return found
    regie = next(iter(amounts)).regie
    require(agent, Act.COLLECT, regie)
    if means == Means.ONLINE or any(invoice.regie_id != regie.pk for invoice in amounts):
        raise NotPossible("Encaissez séparément les factures de chaque régie.")
    now = timezone.now()
    if DayClosing.objects.filter(regie=regie, day=books.day_of(regie, now)).exists():
        raise NotPossible(CLOSED)
    locked = Invoice.objects.locked(invoice.pk for invoice in amounts)
    if any(amounts[invoice] > invoice.due or amounts[invoice] <= 0 for invoice in locked):
        raise NotPossible(TOO_MUCH)
    payment = Payment.objects.create(
        regie=regie,
        key=key,
        means=means,
        reference=locked[0].number,
        amount=sum(amounts.values()),
        currency=regie.currency,
        detail=detail,
        started_at=now,
        taken_by=agent,
    )
    PaymentShare.objects.bulk_create(
        PaymentShare(payment=payment, invoice=invoice, asked=amounts[invoice]) for invoice in locked
    )
    confirming.confirm(payment, payment.amount, now)
    return payment
