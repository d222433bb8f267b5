"""Orders and gateways that the tests begin with."""

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from payments.gateways.base import Fact, Order
from payments.gateways.stripe import StripeGateway
from tests.payments.fake_stripe import FakeStripe

NUMBERS = count(1)
HERE = "https://demarches.exemple.fr/paiement"


def an_order(**changes: Any) -> Order:
    """A canteen's invoice of 12,50 €, to be paid within the hour."""
    number = next(NUMBERS)
    values: dict[str, Any] = {
        "key": f"attempt-{number}",
        "reference": f"CANTINE2026{number:05}",
        "subject": "Cantine de novembre",
        "amount": 1250,
        "currency": "EUR",
        "email": "",
        "year": 2026,
        "return_url": f"{HERE}/retour/",
        "cancel_url": f"{HERE}/annulation/",
        "notify_url": f"{HERE}/avis/",
        "expires_at": datetime.now(UTC) + timedelta(hours=1),
    }
    return Order(**values | changes)


class Impatient(StripeGateway):
    """Waits less than a test lasts, and doesn't try twice."""

    timeout = 0.3
    retries = 0


def gateway(fake: FakeStripe, **secrets: str) -> StripeGateway:
    """A régie's gateway to that fake account."""
    return StripeGateway(fake.secrets | secrets)


def started(fake: FakeStripe, **changes: Any) -> str:
    """A session that was just opened: its id."""
    return gateway(fake).start(an_order(**changes)).provider_id


def fact_of(fake: FakeStripe, session_id: str) -> Fact:
    """What a status call brings back."""
    return gateway(fake).status(session_id, started_at=datetime.now(UTC))


def paid(fake: FakeStripe, **changes: Any) -> Fact:
    """A session that someone has paid."""
    session_id = started(fake, **changes)
    fake.pay(session_id)
    return fact_of(fake, session_id)
