"""What can be done to an attempt: each verb locks its row, and does nothing twice."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from payments.demo_provider.models import Attempt, Refund, State
from payments.demo_provider.tasks import notify
from payments.gateways.base import Order, RefundStanding, Refused, Standing

DELAY = timedelta(minutes=2)
Verb = Callable[[UUID], Attempt]


def open_attempt(order: Order, *, account: str) -> Attempt:
    """The attempt of this key, made if need be. Raises Refused when the key paid something else."""
    told = {
        "account": account,
        "reference": order.reference,
        "subject": order.subject[:200],
        "amount": order.amount,
        "currency": order.currency,
    }
    where = {
        "return_url": order.return_url,
        "cancel_url": order.cancel_url,
        "notify_url": order.notify_url,
        "expires_at": order.expires_at,
    }
    attempt, made = Attempt.objects.get_or_create(key=order.key, defaults=told | where)
    if not made and any(getattr(attempt, name) != value for name, value in told.items()):
        raise Refused("Cette clé a déjà servi pour un autre paiement.")
    return attempt


def on_open(change: Callable[[Attempt], None]) -> Verb:
    """A verb for an attempt that is still open; on any other it does nothing, as a second click."""

    @wraps(change)
    def verb(pk: UUID) -> Attempt:
        with transaction.atomic():
            attempt = Attempt.objects.select_for_update().get(pk=pk)
            if attempt.is_open:
                change(attempt)
                attempt.save()
        return attempt

    return verb


@on_open
def pay(attempt: Attempt) -> None:
    """The card is charged; the notification leaves at once."""
    attempt.state, attempt.paid_at = State.PAID, timezone.now()
    notify.enqueue(str(attempt.pk))


@on_open
def pay_late(attempt: Attempt) -> None:
    """The card is charged, but the bank says so two minutes later only."""
    attempt.state, attempt.paid_at = State.PAID, timezone.now() + DELAY
    notify.using(run_after=attempt.paid_at).enqueue(str(attempt.pk))


@on_open
def refuse(attempt: Attempt) -> None:
    """The card is refused."""
    attempt.state = State.REFUSED
    notify.enqueue(str(attempt.pk))


@on_open
def abandon(attempt: Attempt) -> None:
    """The visitor leaves without paying."""
    attempt.state = State.ABANDONED
    notify.enqueue(str(attempt.pk))


@on_open
def close(attempt: Attempt) -> None:
    """Our own site gives the attempt up: there is nobody to notify."""
    attempt.state = State.CLOSED


def tell_now(pk: UUID) -> Attempt:
    """The bank says now what it was to say later; the late notification comes all the same."""
    with transaction.atomic():
        attempt = Attempt.objects.select_for_update().get(pk=pk)
        if attempt.is_held_back:
            attempt.paid_at = timezone.now()
            attempt.save(update_fields=["paid_at"])
            notify.enqueue(str(attempt.pk))
    return attempt


@transaction.atomic
def refund(attempt: Attempt, *, key: str, amount: int, settled: bool) -> Refund:
    """Give back part or all of what was charged, once for a key. Raises Refused."""
    attempt = Attempt.objects.select_for_update().get(pk=attempt.pk)
    if earlier := Refund.objects.filter(key=key).first():
        if (earlier.attempt_id, earlier.amount) != (attempt.pk, amount):
            raise Refused("Cette clé a déjà servi pour un autre remboursement.")
        return earlier
    if attempt.standing != Standing.PAID:
        raise Refused("Ce paiement n’a pas été encaissé\u00a0: il n’y a rien à rembourser.")
    left = attempt.amount - attempt.given_back(RefundStanding.PENDING, RefundStanding.SETTLED)
    if not 0 < amount <= left:
        raise Refused("Le montant dépasse ce qui reste à rembourser sur ce paiement.")
    state = RefundStanding.SETTLED if settled else RefundStanding.PENDING
    at = timezone.now() if settled else None
    return attempt.refunds.create(key=key, amount=amount, state=state, settled_at=at)


def settle(pk: UUID) -> Refund:
    """A refund that was pending is done. Raises Refund.DoesNotExist."""
    pending = Refund.objects.filter(pk=pk, state=RefundStanding.PENDING)
    pending.update(state=RefundStanding.SETTLED, settled_at=timezone.now())
    return Refund.objects.select_related("attempt").get(pk=pk)
