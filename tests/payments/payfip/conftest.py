"""A PayFiP on loopback, a régie set up on it, and a debt to pay."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from payments.gateways.base import Fact, Order
from payments.gateways.payfip import PayFiPGateway
from tests.payments.fake_payfip import FakePayFiP

SITE = "https://demarches.example.org/paiement/7"


def order(**changes: Any) -> Order:
    now = datetime.now(UTC)
    fields: dict[str, Any] = {
        "key": "key-1",
        "reference": "CANTINE000123",
        "subject": "Cantine d’octobre",
        "amount": 1250,
        "currency": "EUR",
        "email": "awa.delattre@courriel.example",
        "year": 2026,
        "return_url": f"{SITE}/retour/",
        "cancel_url": f"{SITE}/abandon/",
        "notify_url": f"{SITE}/notification/",
        "expires_at": now + timedelta(minutes=15),
    }
    return Order(**fields | changes)


@pytest.fixture
def payfip() -> Iterator[FakePayFiP]:
    with FakePayFiP() as fake:
        yield fake


@pytest.fixture
def gateway(payfip: FakePayFiP) -> PayFiPGateway:
    return PayFiPGateway(payfip.secrets())


@pytest.fixture
def idop(gateway: PayFiPGateway) -> str:
    """An operation that has just been opened."""
    return gateway.start(order()).provider_id


Ask = Callable[..., Fact]


@pytest.fixture
def ask(gateway: PayFiPGateway, idop: str) -> Ask:
    """`ask(after=timedelta(hours=3))`: where the operation stands, so long after it was opened."""
    return lambda after=timedelta(): gateway.status(idop, started_at=datetime.now(UTC) - after)
