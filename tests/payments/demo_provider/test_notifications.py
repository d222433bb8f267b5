"""The bank tells the site by a signed notification, which a worker hands over."""

import pytest
import time_machine
from django.utils import timezone
from pytest_django import Settings

from payments.demo_provider import outbox, workflow
from payments.demo_provider.signature import HEADER
from payments.demo_provider.tasks import notify
from payments.gateways.base import BadNotification, Standing
from payments.gateways.demo import DemoGateway
from tests.payments.demo_provider.conftest import SITE, Received, Start, run, waiting

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("verb", "standing"),
    [
        (workflow.pay, Standing.PAID),
        (workflow.refuse, Standing.REFUSED),
        (workflow.abandon, Standing.EXPIRED),
    ],
)
def test_a_choice_is_notified_with_its_proof(
    gateway: DemoGateway,
    start: Start,
    received: list[Received],
    verb: workflow.Verb,
    standing: Standing,
) -> None:
    attempt = verb(start().pk)
    run(waiting())
    (told,) = received
    notice = gateway.read_notification(told.body, told.headers)
    assert told.notify_url == f"{SITE}notification/"
    assert (notice.provider_id, notice.kind) == (str(attempt.pk), f"payment.{standing}")
    assert (notice.key, notice.charge_id) == (attempt.key, notice.fact.charge_id)
    assert notice.fact == gateway.status(str(attempt.pk), started_at=timezone.now())
    assert notice.fact.standing == standing


def test_a_late_payment_told_at_once_is_told_twice_as_one_event(
    gateway: DemoGateway, start: Start, received: list[Received]
) -> None:
    workflow.tell_now(workflow.pay_late(start().pk).pk)
    run(waiting())
    events = [gateway.read_notification(told.body, told.headers).event_id for told in received]
    assert len(events) == 2
    assert len(set(events)) == 1


def test_a_notification_says_what_is_so_when_it_leaves(
    gateway: DemoGateway, start: Start, received: list[Received]
) -> None:
    attempt = workflow.pay(start().pk)
    gateway.refund(key="r", charge_id=attempt.charge_id, amount=1000, currency="EUR")
    run(waiting())
    notice = gateway.read_notification(received[0].body, received[0].headers)
    assert (notice.fact.charged, notice.fact.refunded) == (1250, 1000)


def test_headers_are_read_whatever_their_case(gateway: DemoGateway, start: Start) -> None:
    body, headers = outbox.notification(workflow.pay(start().pk))
    lowered = {name.lower(): value for name, value in headers.items()}
    assert gateway.read_notification(body, lowered).fact.standing == Standing.PAID


@pytest.mark.parametrize("signature", ["", "t=1", "t=1,v1=" + "0" * 64, "t=x,v1=" + "0" * 64, "é"])
def test_a_signature_that_is_not_the_bank_s_is_refused(
    gateway: DemoGateway, start: Start, signature: str
) -> None:
    body, _headers = outbox.notification(workflow.pay(start().pk))
    with pytest.raises(BadNotification):
        gateway.read_notification(body, {HEADER: signature})


def test_no_signature_is_refused(gateway: DemoGateway) -> None:
    with pytest.raises(BadNotification):
        gateway.read_notification(b"{}", {})


def test_a_body_that_was_changed_is_refused(gateway: DemoGateway, start: Start) -> None:
    body, headers = outbox.notification(workflow.pay(start().pk))
    with pytest.raises(BadNotification):
        gateway.read_notification(body.replace(b"1250", b"9250"), headers)


def test_a_time_that_was_changed_is_refused(gateway: DemoGateway, start: Start) -> None:
    body, headers = outbox.notification(workflow.pay(start().pk))
    with pytest.raises(BadNotification):
        gateway.read_notification(body, {HEADER: headers[HEADER].replace("t=", "t=1")})


@pytest.mark.parametrize(("seconds", "fresh"), [(299, True), (301, False), (-301, False)])
def test_a_notification_is_good_for_five_minutes(
    gateway: DemoGateway, start: Start, seconds: int, fresh: bool
) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        body, headers = outbox.notification(workflow.pay(start().pk))
        clock.shift(seconds)
        if fresh:
            gateway.read_notification(body, headers)
        else:
            with pytest.raises(BadNotification, match="stale"):
                gateway.read_notification(body, headers)


def test_the_key_of_another_site_signs_nothing_here(
    gateway: DemoGateway, start: Start, settings: Settings
) -> None:
    body, headers = outbox.notification(workflow.pay(start().pk))
    settings.SECRET_KEY = "the key of another site"
    with pytest.raises(BadNotification):
        gateway.read_notification(body, headers)


def fail(**_told: object) -> None:
    """What DEMO_PROVIDER_RECEIVER names while the site is down."""
    raise ConnectionError


def test_a_notification_that_was_not_taken_is_tried_again(
    start: Start, settings: Settings, received: list[Received]
) -> None:
    workflow.pay(start().pk)
    taken = settings.DEMO_PROVIDER_RECEIVER
    settings.DEMO_PROVIDER_RECEIVER = f"{__name__}.fail"
    run(waiting())
    _first, again = waiting()
    settings.DEMO_PROVIDER_RECEIVER = taken
    notify.call(*again.args_kwargs["args"], **again.args_kwargs["kwargs"])
    assert len(received) == 1
