"""Two tabs, two devices, two workers: what is done at once is done once."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from payments.demo_provider import workflow
from payments.demo_provider.models import Attempt
from payments.gateways.base import Refused
from payments.gateways.demo import DemoGateway
from tests.payments.demo_provider.conftest import order, waiting

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def at_once(times: int, do: Callable[[int], Any]) -> list[Any]:
    """What each of several threads got, or the Refused that it met."""
    start, got = threading.Barrier(times), []

    def run(number: int) -> None:
        start.wait()
        try:
            got.append(do(number))
        except Refused as refused:
            got.append(refused)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[number]) for number in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return got


def test_what_many_do_at_once_is_done_once(gateway: DemoGateway) -> None:
    """An attempt is opened, paid, and given back, each by six at once."""
    asked = order(amount=1000)
    started = at_once(6, lambda _number: gateway.start(asked))
    assert len(started) == 6
    assert len(set(started)) == 1

    attempt = Attempt.objects.get()
    at_once(6, lambda number: (workflow.pay if number % 2 else workflow.refuse)(attempt.pk))
    assert len(waiting()) == 1

    paid = workflow.pay(workflow.open_attempt(order(amount=1000), account=gateway.account).pk)
    told = {"charge_id": paid.charge_id, "amount": 400, "currency": "EUR"}
    given = at_once(6, lambda number: gateway.refund(key=f"refund-{number}", **told))
    assert sum(isinstance(each, Refused) for each in given) == 4
    assert gateway.status(str(paid.pk), started_at=paid.paid_at).refunded == 800
