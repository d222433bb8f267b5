"""What the demonstration's bank says of an attempt, and how its notifications leave."""

import json
from collections.abc import Mapping
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from payments.demo_provider.models import Attempt
from payments.demo_provider.signature import sign
from payments.gateways.base import RefundStanding, Standing


class Receive(Protocol):
    """Who takes notifications, as a web server would: stores them, and asks nothing."""

    def __call__(self, *, notify_url: str, body: bytes, headers: Mapping[str, str]) -> object: ...


def told(attempt: Attempt) -> dict[str, Any]:
    """What the bank says of an attempt, now."""
    paid = attempt.standing == Standing.PAID
    return {
        "id": str(attempt.pk),
        "standing": attempt.standing,
        "charged": attempt.amount if paid else 0,
        "currency": attempt.currency,
        "charge_id": attempt.charge_id if paid else "",
        "at_bank": attempt.is_held_back,
        "paid_at": attempt.paid_at.isoformat() if paid and attempt.paid_at else None,
        "refunded": attempt.given_back(RefundStanding.SETTLED) if paid else 0,
        "detail": attempt.state,
    }


def notification(attempt: Attempt) -> tuple[bytes, dict[str, str]]:
    """The body and the signed headers of a notification; its event is named by what it tells."""
    event = {
        "event": f"{attempt.pk}:{attempt.standing}",
        "key": attempt.key,
        "attempt": told(attempt),
    }
    body = json.dumps(event, sort_keys=True).encode()
    return body, sign(body)


def deliver(attempt: Attempt, receive: Receive) -> None:
    """Hand a notification over. What `receive` raises is its business: call again later."""
    body, headers = notification(attempt)
    receive(notify_url=attempt.notify_url, body=body, headers=headers)


def receiver() -> Receive:
    """Who takes them on this site (DEMO_PROVIDER_RECEIVER)."""
    found: Receive = import_string(settings.DEMO_PROVIDER_RECEIVER)
    return found
