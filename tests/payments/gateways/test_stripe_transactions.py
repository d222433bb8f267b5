"""Stripe's own account of a day."""

from datetime import UTC, date, datetime

import pytest

from payments.gateways.base import GatewayError, Transaction
from tests.payments.fake_stripe import FakeStripe
from tests.payments.gateways.orders import an_order, gateway, paid, started

DAY = date(2026, 11, 3)


def listed(fake: FakeStripe, day: date = DAY, zone: str = "Europe/Paris") -> list[Transaction]:
    return list(gateway(fake).transactions(day, zone))


def pay_at(fake: FakeStripe, session_id: str, *moment: int) -> None:
    """Pays at that moment, in UTC; the fake's clock is then right again."""
    now, fake.clock = fake.clock, lambda: datetime(2026, *moment, tzinfo=UTC).timestamp()
    fake.pay(session_id)
    fake.clock = now


def test_a_payment_is_listed_with_our_key_and_the_charge_that_a_status_names(
    fake_stripe: FakeStripe,
) -> None:
    order = an_order()
    session_id = gateway(fake_stripe).start(order).provider_id
    pay_at(fake_stripe, session_id, 11, 3, 9, 30)
    intent_id = fake_stripe.intent_id(session_id)
    moment = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
    assert listed(fake_stripe) == [
        Transaction(intent_id, intent_id, 1250, "EUR", moment, key=order.key)
    ]


def test_refunds_are_negative_and_those_that_fail_come_back(fake_stripe: FakeStripe) -> None:
    fact = paid(fake_stripe)
    asked = gateway(fake_stripe).refund(
        key="refund-1", charge_id=fact.charge_id, amount=400, currency="EUR"
    )
    fake_stripe.refund_fails(asked.refund_id)
    lines = listed(fake_stripe, datetime.now(UTC).date(), "UTC")
    assert [(line.amount, line.key) for line in reversed(lines)] == [
        (1250, fact_key(fake_stripe, fact.charge_id)),
        (-400, "refund-1"),
        (400, "refund-1"),
    ]
    assert {line.charge_id for line in lines} == {fact.charge_id}


def fact_key(fake: FakeStripe, intent_id: str) -> str:
    return fake.objects[intent_id]["metadata"]["key"]


def test_fees_and_contested_payments_are_no_payment(fake_stripe: FakeStripe) -> None:
    fake_stripe.fees = 35
    session_id = started(fake_stripe)
    fake_stripe.pay(session_id)
    fake_stripe.dispute(session_id)
    lines = listed(fake_stripe, datetime.now(UTC).date(), "UTC")
    assert [line.amount for line in lines] == [1250]


def test_what_was_charged_in_francs_cfp_is_listed_in_francs_cfp(fake_stripe: FakeStripe) -> None:
    """Though the balance of the account is kept in euros."""
    session_id = started(fake_stripe, amount=1500, currency="XPF")
    fake_stripe.pay(session_id)
    [line] = fake_stripe.of("balance_transaction")
    line |= {"amount": 1257, "currency": "eur"}
    [seen] = listed(fake_stripe, datetime.now(UTC).date(), "UTC")
    assert (seen.amount, seen.currency) == (1500, "XPF")


@pytest.mark.parametrize(
    ("zone", "hour", "day", "inside"),
    [
        ("Europe/Paris", 23, 2, True),  # midnight in Paris
        ("Europe/Paris", 22, 2, False),
        ("Europe/Paris", 22, 3, True),
        ("Europe/Paris", 23, 3, False),
        ("Pacific/Noumea", 13, 2, True),
        ("Pacific/Noumea", 12, 2, False),
        ("Pacific/Noumea", 12, 3, True),
        ("Pacific/Noumea", 13, 3, False),
    ],
)
def test_a_day_is_the_regies_own(
    fake_stripe: FakeStripe, zone: str, hour: int, day: int, inside: bool
) -> None:
    pay_at(fake_stripe, started(fake_stripe), 11, day, hour)
    assert bool(listed(fake_stripe, zone=zone)) is inside


def test_a_day_of_25_hours_is_listed_whole(fake_stripe: FakeStripe) -> None:
    for day, hour in ((24, 21), (24, 22), (25, 22), (25, 23)):
        pay_at(fake_stripe, started(fake_stripe), 10, day, hour, 30)
    lines = listed(fake_stripe, date(2026, 10, 25))
    assert [(line.at.day, line.at.hour) for line in lines] == [(25, 22), (24, 22)]


@pytest.fixture
def busy_day(fake_stripe: FakeStripe) -> int:
    """231 payments: how many there are."""
    session_id = started(fake_stripe)
    pay_at(fake_stripe, session_id, 11, 3, 10)
    [line] = fake_stripe.of("balance_transaction")
    for _ in range(230):
        fake_stripe.line("charge", 1250, fake_stripe.charge_of(session_id))["created"] = line[
            "created"
        ]
    return 231


def test_a_busy_day_is_listed_to_its_last_line(fake_stripe: FakeStripe, busy_day: int) -> None:
    assert len(listed(fake_stripe)) == busy_day
    assert len([call for call in fake_stripe.calls if "balance" in call.path]) == 3


def test_a_day_without_anything_is_empty(fake_stripe: FakeStripe) -> None:
    assert listed(fake_stripe) == []


@pytest.mark.usefixtures("busy_day")
def test_a_failure_in_the_middle_is_told(fake_stripe: FakeStripe) -> None:
    """Half a day's account would look like payments that Stripe doesn't know."""
    lines = gateway(fake_stripe).transactions(DAY, "Europe/Paris")
    next(lines)
    fake_stripe.fail_next(on="balance_transactions")
    with pytest.raises(GatewayError):
        list(lines)
