"""An order, the gateway it goes through, and who receives the bank's notifications."""

from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from itertools import count
from typing import Any, NamedTuple

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from payments.demo_provider.models import Attempt
from payments.demo_provider.tasks import notify
from payments.gateways.base import Order
from payments.gateways.demo import DemoGateway

SITE = "https://demarches.example.org/paiement/7/"
_numbers = count(1)


class Received(NamedTuple):
    notify_url: str
    body: bytes
    headers: Mapping[str, str]


RECEIVED: list[Received] = []


def receive(*, notify_url: str, body: bytes, headers: Mapping[str, str]) -> None:
    """What DEMO_PROVIDER_RECEIVER names here."""
    RECEIVED.append(Received(notify_url, body, headers))


@pytest.fixture
def received(settings: Settings) -> Iterator[list[Received]]:
    settings.DEMO_PROVIDER_RECEIVER = f"{__name__}.receive"
    RECEIVED.clear()
    yield RECEIVED
    RECEIVED.clear()


def order(**changes: Any) -> Order:
    number = next(_numbers)
    fields: dict[str, Any] = {
        "key": f"key-{number}",
        "reference": f"CANTINE{number:06}",
        "subject": "Cantine d’octobre",
        "amount": 1250,
        "currency": "EUR",
        "email": "awa.delattre@courriel.example",
        "year": 2026,
        "return_url": f"{SITE}retour/",
        "cancel_url": f"{SITE}abandon/",
        "notify_url": f"{SITE}notification/",
        "expires_at": timezone.now() + timedelta(minutes=30),
    }
    return Order(**fields | changes)


@pytest.fixture
def gateway() -> DemoGateway:
    return DemoGateway({"account": "Régie de la cantine"})


Start = Callable[..., Attempt]


@pytest.fixture
def start(db: None, gateway: DemoGateway) -> Start:
    """`start(amount=…)`: an attempt at the bank."""
    return lambda **changes: Attempt.objects.get(pk=gateway.start(order(**changes)).provider_id)


def waiting() -> list[DBTaskResult]:
    """The notifications that workers have to send, the first one first."""
    return list(DBTaskResult.objects.filter(task_path=notify.module_path).order_by("enqueued_at"))


def run(tasks: list[DBTaskResult]) -> None:
    for each in tasks:
        notify.call(*each.args_kwargs["args"])
