"""The demonstration's provider keeps the contract of every provider."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from pytest_django import Settings

from payments.demo_provider import workflow
from payments.demo_provider.models import Attempt, Refund, State
from payments.gateways.base import (
    Gateway,
    GatewayError,
    RefundStanding,
    Refused,
    Standing,
    Transaction,
)
from payments.gateways.demo import DemoGateway
from tests.payments.demo_provider.conftest import SITE, Start, order, waiting

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
DAY = NOON.date()


def status(gateway: Gateway, attempt: Attempt) -> Standing:
    return gateway.status(str(attempt.pk), started_at=timezone.now()).standing


def test_an_attempt_has_a_page_on_the_site_that_the_person_comes_from(gateway: DemoGateway) -> None:
    started = gateway.start(order())
    root = "https://demarches.example.org/paiement/demonstration/"
    assert started.url == f"{root}{started.provider_id}/"


def test_the_same_key_opens_the_same_attempt(gateway: DemoGateway) -> None:
    first = order()
    again = replace(first, expires_at=first.expires_at + timedelta(hours=1))
    assert gateway.start(first) == gateway.start(again)
    assert Attempt.objects.count() == 1


@pytest.mark.parametrize("changes", [{"amount": 1}, {"currency": "XPF"}, {"reference": "AUTRE"}])
def test_a_key_is_refused_for_another_debt(
    gateway: DemoGateway, changes: dict[str, object]
) -> None:
    first = order()
    gateway.start(first)
    with pytest.raises(Refused, match="autre paiement"):
        gateway.start(replace(first, **changes))


@pytest.mark.parametrize("changes", [{"amount": 0}, {"amount": -5}, {"currency": "USD"}])
def test_what_can_not_be_paid_is_refused(gateway: DemoGateway, changes: dict[str, object]) -> None:
    with pytest.raises(Refused):
        gateway.check(order(**changes))


def test_a_site_that_does_not_allow_it_refuses_with_a_sentence(
    gateway: DemoGateway, start: Start, settings: Settings
) -> None:
    paid = workflow.pay(start().pk)
    settings.DEMO_PROVIDER_ENABLED = False
    with pytest.raises(Refused, match="n’est pas ouvert sur ce site"):
        gateway.check(order())
    with pytest.raises(Refused, match="n’est pas ouvert sur ce site"):
        gateway.start(order())
    with pytest.raises(Refused, match="n’est pas ouvert sur ce site"):
        gateway.refund(key="r", charge_id=paid.charge_id, amount=1, currency="EUR")


@pytest.mark.parametrize(
    ("verb", "standing"),
    [
        (workflow.pay, Standing.PAID),
        (workflow.pay_late, Standing.PENDING),
        (workflow.refuse, Standing.REFUSED),
        (workflow.abandon, Standing.EXPIRED),
        (workflow.close, Standing.EXPIRED),
    ],
)
def test_each_choice_has_its_standing_and_is_the_last(
    gateway: DemoGateway, start: Start, verb: workflow.Verb, standing: Standing
) -> None:
    attempt = start()
    assert status(gateway, attempt) == Standing.PENDING
    verb(attempt.pk)
    state = Attempt.objects.get(pk=attempt.pk).state
    for other in (workflow.pay, workflow.pay_late, workflow.refuse, workflow.abandon):
        other(attempt.pk)
    gateway.cancel(str(attempt.pk))
    assert Attempt.objects.get(pk=attempt.pk).state == state
    assert status(gateway, attempt) == standing
    assert len(waiting()) == (verb != workflow.close)


def test_a_payment_is_told_with_its_charge_and_its_hour(gateway: DemoGateway, start: Start) -> None:
    with time_machine.travel(NOON, tick=False):
        attempt = start()
        workflow.pay(attempt.pk)
        fact = gateway.status(str(attempt.pk), started_at=NOON)
    assert (fact.charged, fact.currency, fact.refunded) == (1250, "EUR", 0)
    assert (fact.charge_id, fact.paid_at) == (attempt.charge_id, NOON)


def test_what_is_not_paid_has_charged_nothing(gateway: DemoGateway, start: Start) -> None:
    fact = gateway.status(str(workflow.refuse(start().pk).pk), started_at=NOON)
    assert (fact.charged, fact.charge_id, fact.paid_at) == (0, "", None)


def test_a_late_payment_is_pending_for_two_minutes(gateway: DemoGateway, start: Start) -> None:
    with time_machine.travel(NOON, tick=False) as clock:
        attempt = start()
        workflow.pay_late(attempt.pk)
        assert waiting()[0].run_after == NOON + timedelta(minutes=2)
        clock.shift(119)
        told = gateway.status(str(attempt.pk), started_at=NOON)
        assert (told.standing, told.at_bank) == (Standing.PENDING, True)
        assert list(gateway.transactions(DAY, "Europe/Paris")) == []
        clock.shift(1)
        told = gateway.status(str(attempt.pk), started_at=NOON)
        assert (told.standing, told.at_bank) == (Standing.PAID, False)


def test_a_late_payment_can_be_told_at_once(gateway: DemoGateway, start: Start) -> None:
    attempt = start()
    workflow.pay_late(attempt.pk)
    workflow.tell_now(attempt.pk)
    workflow.tell_now(attempt.pk)
    assert status(gateway, attempt) == Standing.PAID
    assert len(waiting()) == 2


def test_what_is_not_late_has_nothing_to_tell(start: Start) -> None:
    assert workflow.tell_now(start().pk).state == State.OPEN
    assert waiting() == []


def test_after_its_time_an_attempt_can_not_be_paid(gateway: DemoGateway, start: Start) -> None:
    attempt = start(expires_at=timezone.now())
    assert status(gateway, attempt) == Standing.EXPIRED
    assert workflow.pay(attempt.pk).state == State.OPEN
    assert status(gateway, attempt) == Standing.EXPIRED


@pytest.mark.parametrize("known", ["", "x", "00000000-0000-4000-8000-000000000000"])
def test_an_attempt_that_the_bank_does_not_know_is_an_error(
    gateway: DemoGateway, known: str
) -> None:
    with pytest.raises(GatewayError):
        gateway.status(known, started_at=NOON)
    with pytest.raises(GatewayError):
        gateway.cancel(known)
    with pytest.raises(GatewayError):
        gateway.refund_status(known)
    with pytest.raises(Refused, match="ne connaît pas"):
        gateway.refund(key="r", charge_id=f"charge-{known}", amount=1, currency="EUR")


def test_an_account_knows_nothing_of_another(gateway: DemoGateway, start: Start) -> None:
    attempt = workflow.pay(start().pk)
    given = gateway.refund(key="r", charge_id=attempt.charge_id, amount=250, currency="EUR")
    other = DemoGateway({"account": "Régie de la bibliothèque"})
    assert list(other.transactions(timezone.localdate(), "Europe/Paris")) == []
    with pytest.raises(GatewayError):
        other.status(str(attempt.pk), started_at=NOON)
    with pytest.raises(GatewayError):
        other.refund_status(given.refund_id)


@pytest.fixture
def paid(start: Start) -> Attempt:
    return workflow.pay(start().pk)


Give = Callable[..., object]


@pytest.fixture
def give(gateway: DemoGateway, paid: Attempt) -> Give:
    """`give(amount=…)`: a refund on what was paid."""
    told = {"key": "r", "charge_id": paid.charge_id, "amount": 250, "currency": "EUR"}
    return lambda **changes: gateway.refund(**told | changes)


def test_a_refund_is_settled_at_once(gateway: DemoGateway, paid: Attempt, give: Give) -> None:
    told = give()
    assert (told.standing, told.amount, told.currency) == (RefundStanding.SETTLED, 250, "EUR")
    assert told.charge_id == paid.charge_id
    assert gateway.refund_status(told.refund_id) == told
    assert gateway.status(str(paid.pk), started_at=NOON).refunded == 250


def test_a_slow_refund_is_settled_when_it_is_asked_about(paid: Attempt) -> None:
    slow = DemoGateway({"account": paid.account, "slow_refunds": "1"})
    told = slow.refund(key="r", charge_id=paid.charge_id, amount=1250, currency="EUR")
    assert told.standing == RefundStanding.PENDING
    assert slow.status(str(paid.pk), started_at=NOON).refunded == 0
    with pytest.raises(Refused, match="dépasse"):  # what is under way is no longer there
        slow.refund(key="s", charge_id=paid.charge_id, amount=1, currency="EUR")
    assert slow.refund_status(told.refund_id).standing == RefundStanding.SETTLED
    assert slow.status(str(paid.pk), started_at=NOON).refunded == 1250


def test_the_same_key_gives_back_once(give: Give) -> None:
    assert give() == give()
    assert Refund.objects.count() == 1


def test_a_refund_key_is_refused_for_another_sum(give: Give) -> None:
    give()
    with pytest.raises(Refused, match="autre remboursement"):
        give(amount=251)


@pytest.mark.parametrize("changes", [{"amount": 0}, {"amount": 1251}, {"currency": "XPF"}])
def test_a_refund_that_can_not_be_is_refused(give: Give, changes: dict[str, object]) -> None:
    with pytest.raises(Refused):
        give(**changes)


def test_nothing_is_given_back_on_what_was_not_paid(gateway: DemoGateway, start: Start) -> None:
    late = workflow.pay_late(start().pk)
    with pytest.raises(Refused, match="rien à rembourser"):
        gateway.refund(key="r", charge_id=late.charge_id, amount=1, currency="EUR")


class Refunds(TestCase):
    @given(st.lists(st.integers(1, 400), max_size=8))
    def test_refunds_never_exceed_what_was_charged(self, sums: list[int]) -> None:
        gateway = DemoGateway({})
        attempt = workflow.pay(workflow.open_attempt(order(amount=1000), account="").pk)
        for number, amount in enumerate(sums):
            left = 1000 - gateway.status(str(attempt.pk), started_at=NOON).refunded
            told = {"key": f"{attempt.pk}-{number}", "charge_id": attempt.charge_id}
            if amount <= left:
                gateway.refund(**told, amount=amount, currency="EUR")
            else:
                with pytest.raises(Refused):
                    gateway.refund(**told, amount=amount, currency="EUR")
        assert gateway.status(str(attempt.pk), started_at=NOON).refunded <= 1000


def test_a_day_lists_what_moved_on_it_where_the_authority_is(
    gateway: DemoGateway, start: Start
) -> None:
    midnight = datetime(2026, 11, 28, 10, tzinfo=UTC)  # in Papeete, where the day begins
    with time_machine.travel(midnight - timedelta(seconds=1), tick=False) as clock:
        before = workflow.pay(start().pk)
        clock.move_to(midnight)
        first = workflow.pay(start().pk)
        workflow.refuse(start().pk)
        clock.shift(60)
        given = gateway.refund(key="r", charge_id=before.charge_id, amount=50, currency="EUR")
        clock.move_to(midnight + timedelta(days=1))
        workflow.pay(start().pk)
        listed = list(gateway.transactions(DAY, "Pacific/Tahiti"))
    assert listed == [
        Transaction(str(first.pk), first.charge_id, 1250, "EUR", midnight, first.key),
        Transaction(
            str(before.pk),
            before.charge_id,
            -50,
            "EUR",
            midnight + timedelta(minutes=1),
            "r",
            refund_id=given.refund_id,
        ),
    ]


@pytest.mark.parametrize(
    "fields",
    [{"amount": 0}, {"state": State.PAID}, {"state": State.OPEN, "paid_at": NOON}],
)
def test_the_database_refuses_an_attempt_that_can_not_be(
    start: Start, fields: dict[str, object]
) -> None:
    attempt = start()
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.filter(pk=attempt.pk).update(**fields)


def test_the_database_refuses_a_refund_of_nothing(paid: Attempt) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        paid.refunds.create(key=str(uuid4()), amount=0, state=RefundStanding.PENDING)


def test_its_addresses_are_those_of_the_order(start: Start) -> None:
    attempt = start()
    assert (attempt.back_url, attempt.notify_url) == (f"{SITE}retour/", f"{SITE}notification/")
