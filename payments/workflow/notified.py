"""What providers send us: stored first, answered, then acted on by a task.

A notification may come twice, late, out of order, before the browser is back or before the
provider's own answer is written. Its row makes it one; `act` finds what it is about.
"""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction
from django.urls import resolve
from django.utils import timezone

from payments.gateways.base import (
    BadNotification,
    Fact,
    Notice,
    RefundFact,
    RefundStanding,
    Standing,
)
from payments.gateways.registry import gateway_of
from payments.models import Difference, Notification, Payment, Refund, RefundState, Regie
from payments.workflow import confirming, refunding

PATIENCE = timedelta(hours=1)  # what a notification may be ahead of the row that it is about
AGAIN = timedelta(minutes=1)  # after which what was already told, without proof, is asked again


class NotYetKnown(Exception):
    """The payment isn't here, or not yet: try again until `PATIENCE` is over."""


def receive(*, regie: Regie, provider: str, body: bytes, headers: Mapping[str, str]) -> bool:
    """Check and store a notification with the task that will act on it; False when it is known.

    Raises BadNotification.
    """
    notice = gateway_of(regie, provider).read_notification(body, headers)
    asks = bool(notice.provider_id) and not notice.fact
    if asks and not _is_known(regie, provider, notice):
        raise BadNotification("unsigned, and about nothing that was ever opened here")
    with transaction.atomic():
        is_new = _store(regie, provider, notice)
        if asks and not is_new:  # the first may have come, or been answered, a moment too early
            again = replace(notice, event_id=f"{notice.event_id[:150]}:again")
            _store(regie, provider, again, at=timezone.now() + AGAIN)
    return is_new


def _store(regie: Regie, provider: str, notice: Notice, *, at: datetime | None = None) -> bool:
    """Its row, once, with the task that will act on it; whether it is new."""
    from payments.tasks import act_on_notification  # noqa: PLC0415  the tasks run the verbs

    row, is_new = Notification.objects.get_or_create(
        regie=regie,
        provider=provider,
        event_id=notice.event_id[:160],
        defaults={"kind": notice.kind[:80], "notice": plain(notice)},
    )
    if is_new:
        act_on_notification.using(run_after=at).enqueue(row.pk)
    return is_new


def _is_known(regie: Regie, provider: str, notice: Notice) -> bool:
    rows = Payment.objects.filter(regie=regie, provider=provider)
    return rows.filter(provider_id=notice.provider_id).exists()


def receive_at(*, notify_url: str, body: bytes, headers: Mapping[str, str]) -> bool:
    """What our own address would do with it: the demonstration's bank has no network to cross."""
    kwargs = resolve(urlsplit(notify_url).path).kwargs
    regie = Regie.objects.select_related("organisation").get(code=kwargs["code"])
    return receive(regie=regie, provider=kwargs["provider"], body=body, headers=headers)


def act(row: Notification) -> None:
    """Do what a notification says, once. Raises NotYetKnown, GatewayError: try again later."""
    if row.state != Notification.State.RECEIVED:
        return
    notice = read(row.notice)
    if notice.refund:
        row.state = _act_on_refund(row, notice.refund, notice.key)
    else:
        row.state = _act_on_payment(row, notice)
    row.processed_at = timezone.now()
    row.save(update_fields=["state", "processed_at"])


def _act_on_payment(row: Notification, notice: Notice) -> Notification.State:
    if notice.contested:
        return _act_on_dispute(row, notice)
    if not (notice.fact or notice.provider_id):
        return Notification.State.UNUSED
    payment = _payment(row, notice)
    if payment is None:
        name = notice.charge_id or notice.provider_id or notice.event_id
        return _unknown(row, name, notice.fact)
    if notice.fact:
        confirming.record(payment, notice.fact)
    else:
        confirming.ask(payment)
    return Notification.State.DONE


def _act_on_dispute(row: Notification, notice: Notice) -> Notification.State:
    """The payer contests the charge at their bank: the treasurer has days to answer there."""
    payment = _payment(row, notice)
    if payment is None and timezone.now() < row.received_at + PATIENCE:
        raise NotYetKnown(row.pk)
    Difference.objects.get_or_create(
        regie=row.regie,
        kind=Difference.Kind.DISPUTE,
        key=notice.charge_id or notice.event_id[:160],
        defaults={
            "payment": payment,
            "expected": payment.received if payment else 0,
            "found": notice.contested,
            "currency": row.regie.currency,
        },
    )
    return Notification.State.DONE


def _payment(row: Notification, notice: Notice) -> Payment | None:
    """By the provider's names, else by our key: it may speak before its name is written here."""
    rows = Payment.objects.filter(regie=row.regie, provider=row.provider)
    rows = rows.select_related("regie__organisation")
    for name in ("provider_id", "charge_id"):
        named = getattr(notice, name)
        if named and (found := rows.filter(**{name: named}).first()):
            return found
    return rows.filter(key=notice.key).first() if is_uuid(notice.key) else None


def _act_on_refund(row: Notification, fact: RefundFact, key: str) -> Notification.State:
    rows = Refund.objects.filter(payment__regie=row.regie, payment__provider=row.provider)
    refund = rows.filter(provider_id=fact.refund_id).first()
    if refund is None and is_uuid(key):
        refund = rows.filter(key=key, provider_id="").first()
    if refund is None:
        return _unknown(row, fact.refund_id, None, kind=Difference.Kind.REFUND, found=fact.amount)
    if fact.standing == RefundStanding.SETTLED and refund.state == RefundState.FAILED:
        # Late, or good news after all: only the provider's present word reopens a failure.
        fact = gateway_of(row.regie, row.provider).refund_status(fact.refund_id)
    refunding.record(refund, fact)
    return Notification.State.DONE


def _unknown(
    row: Notification,
    key: str,
    fact: Fact | None,
    *,
    kind: Difference.Kind = Difference.Kind.UNKNOWN,
    found: int = 0,
) -> Notification.State:
    """What nobody here knows: waited for, then shown to the treasurer if money moved."""
    if timezone.now() < row.received_at + PATIENCE:
        raise NotYetKnown(row.pk)
    moved = found or (fact.charged if fact else 0)
    if moved:
        currency = fact.currency.upper() if fact else row.regie.currency
        Difference.objects.get_or_create(
            regie=row.regie,
            kind=kind,
            key=key[:160],
            defaults={"found": moved, "currency": currency[:3]},
        )
    return Notification.State.UNKNOWN


def is_uuid(text: str) -> bool:
    """Whether it may be one of our keys: what others put in Stripe's metadata is anything."""
    try:
        return bool(UUID(text))
    except ValueError:
        return False


def plain(notice: Notice) -> dict[str, Any]:
    """The notice as JSON keeps it: nothing of the body that it came in."""
    kept = asdict(notice)
    if notice.fact and notice.fact.paid_at:
        kept["fact"]["paid_at"] = notice.fact.paid_at.isoformat()
    return kept


def read(kept: Mapping[str, Any]) -> Notice:
    """The notice that `plain` wrote."""
    fact, refund = kept["fact"], kept["refund"]
    if fact:
        at = fact["paid_at"] and datetime.fromisoformat(fact["paid_at"])
        fact = Fact(**fact | {"standing": Standing(fact["standing"]), "paid_at": at})
    if refund:
        refund = RefundFact(**refund | {"standing": RefundStanding(refund["standing"])})
    return Notice(**{**kept, "fact": fact, "refund": refund})
