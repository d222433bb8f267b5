"""When Stripe can't be reached or fails: one error, to be tried again, that quotes nothing."""

import logging
import traceback
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from payments.gateways.base import GatewayError, Refused, Standing
from payments.gateways.stripe import StripeGateway
from portal import logs
from tests.payments.fake_stripe import FakeStripe
from tests.payments.gateways.orders import Impatient, an_order, fact_of, gateway, paid, started

CALLS: dict[str, Callable[[StripeGateway, str, str], object]] = {
    "start": lambda gateway, _session, _charge: gateway.start(an_order()),
    "status": lambda gateway, session, _charge: gateway.status(
        session, started_at=datetime.now(UTC)
    ),
    "cancel": lambda gateway, session, _charge: gateway.cancel(session),
    "refund": lambda gateway, _session, charge: gateway.refund(
        key="refund-1", charge_id=charge, amount=100, currency="EUR"
    ),
    "refund_status": lambda gateway, _session, _charge: gateway.refund_status("re_1"),
    "transactions": lambda gateway, _session, _charge: list(
        gateway.transactions(date(2026, 11, 3), "Europe/Paris")
    ),
}
each_call = pytest.mark.parametrize("call", CALLS.values(), ids=list(CALLS))


@each_call
@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_failure_of_stripe_can_be_tried_again(
    fake_stripe: FakeStripe, call: Callable[..., object], status: int
) -> None:
    fact = paid(fake_stripe)
    fake_stripe.fail_next(status=status)
    with pytest.raises(GatewayError):
        call(gateway(fake_stripe), fact.provider_id, fact.charge_id)


@each_call
@pytest.mark.parametrize("fault", ["disconnect", "slow", "garbage"])
def test_a_failure_of_the_network_can_be_tried_again(
    fake_stripe: FakeStripe, call: Callable[..., object], fault: str
) -> None:
    fact = paid(fake_stripe)
    if fault == "disconnect":
        fake_stripe.disconnect_next("before")
    elif fault == "slow":
        fake_stripe.slow_next(0.6)
    else:
        fake_stripe.garbage_next()
    with pytest.raises(GatewayError):
        call(Impatient(fake_stripe.secrets), fact.provider_id, fact.charge_id)


@each_call
def test_a_key_that_stripe_no_longer_takes_is_a_failure_that_names_no_key(
    fake_stripe: FakeStripe, call: Callable[..., object], caplog: pytest.LogCaptureFixture
) -> None:
    fact = paid(fake_stripe)
    revoked = gateway(fake_stripe, secret_key="sk_live_revoked_51QzWkey")
    with pytest.raises(GatewayError) as failure:
        call(revoked, fact.provider_id, fact.charge_id)
    said = "".join(traceback.format_exception(failure.value)) + caplog.text
    assert "AuthenticationError of Stripe, status 401" in caplog.text
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    for secret in (revoked.secrets["secret_key"], "Wkey", fake_stripe.webhook_secret):
        assert secret not in said


@each_call
def test_a_restricted_key_without_the_right_is_a_failure(
    fake_stripe: FakeStripe, call: Callable[..., object], caplog: pytest.LogCaptureFixture
) -> None:
    fact = paid(fake_stripe)
    fake_stripe.forbidden = {
        "create_session",
        "retrieve_session",
        "expire_session",
        "list_refunds",
        "retrieve_refund",
        "list_balance",
    }
    with pytest.raises(GatewayError):
        call(gateway(fake_stripe), fact.provider_id, fact.charge_id)
    assert "PermissionError of Stripe, status 403" in caplog.text


@each_call
def test_a_key_never_leaves_for_an_address_that_others_can_read(
    call: Callable[..., object],
) -> None:
    open_to_all = StripeGateway({"secret_key": "sk_test_1", "api_base": "http://exemple.fr"})
    with pytest.raises(GatewayError):
        call(open_to_all, "cs_test_1", "pi_1")


@each_call
def test_a_regie_without_a_key_is_a_failure(
    fake_stripe: FakeStripe, call: Callable[..., object]
) -> None:
    fact = paid(fake_stripe)
    with pytest.raises(GatewayError):
        call(StripeGateway({"api_base": fake_stripe.api_base}), fact.provider_id, fact.charge_id)


# What was done, though nothing was heard


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_disconnection_while_opening_opens_one_page(fake_stripe: FakeStripe, when: str) -> None:
    """The library tries once more, with the same key."""
    fake_stripe.disconnect_next(when)
    opened = gateway(fake_stripe).start(an_order())
    [session] = fake_stripe.of("checkout.session")
    assert opened.provider_id == session["id"]


def test_an_attempt_that_was_opened_and_not_heard_of_is_opened_again_with_the_same_key(
    fake_stripe: FakeStripe,
) -> None:
    order = an_order()
    fake_stripe.disconnect_next("after")
    with pytest.raises(GatewayError):
        Impatient(fake_stripe.secrets).start(order)
    [session] = fake_stripe.of("checkout.session")
    assert gateway(fake_stripe).start(order).provider_id == session["id"]


def test_a_late_answer_to_a_refund_gives_back_once(fake_stripe: FakeStripe) -> None:
    fact = paid(fake_stripe)
    fake_stripe.slow_next(0.6, on="POST /v1/refunds")
    asked = {"key": "refund-1", "charge_id": fact.charge_id, "amount": 100, "currency": "EUR"}
    with pytest.raises(GatewayError):
        Impatient(fake_stripe.secrets).refund(**asked)
    gateway(fake_stripe).refund(**asked)
    assert fact_of(fake_stripe, fact.provider_id).refunded == 100


def test_a_failure_that_stripe_remembers_needs_another_key(fake_stripe: FakeStripe) -> None:
    """For a day, the same key is answered the same, failures included: a new attempt is opened."""
    fake_stripe.fail_next(on="POST /v1/checkout", kept=True)
    order = an_order()
    for _ in range(2):
        with pytest.raises(GatewayError):
            gateway(fake_stripe).start(order)
    assert gateway(fake_stripe).start(an_order()).url


def test_a_refund_that_failed_at_stripe_is_done_once_its_key_is_forgotten(
    fake_stripe: FakeStripe,
) -> None:
    fact = paid(fake_stripe)
    asked = {"key": "refund-1", "charge_id": fact.charge_id, "amount": 100, "currency": "EUR"}
    fake_stripe.fail_next(on="POST /v1/refunds", kept=True)
    for _ in range(2):
        with pytest.raises(GatewayError):
            gateway(fake_stripe).refund(**asked)
    fake_stripe.answers.clear()
    gateway(fake_stripe).refund(**asked)
    assert fact_of(fake_stripe, fact.provider_id).refunded == 100


def test_a_disconnection_while_cancelling_is_repaired_by_trying_again(
    fake_stripe: FakeStripe,
) -> None:
    session_id = started(fake_stripe)
    fake_stripe.disconnect_next("after")
    gateway(fake_stripe).cancel(session_id)
    assert fact_of(fake_stripe, session_id).standing is Standing.EXPIRED


# What logs hold


def test_a_refusal_is_logged_without_what_was_sent(
    fake_stripe: FakeStripe, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    with pytest.raises(Refused):
        started(fake_stripe, email="camille.martin@exemple")
    assert "code email_invalid, parameter customer_email" in caplog.text
    assert "camille" not in caplog.text


def test_the_library_itself_is_kept_from_logging_what_it_sends() -> None:
    assert not logging.getLogger("stripe").isEnabledFor(logging.INFO)
    assert logs.configuration()["loggers"]["stripe"]["level"] == "WARNING"


def test_two_regies_each_use_their_own_account(fake_stripe: FakeStripe) -> None:
    """In one process, one after the other: nothing of the library is shared."""
    other = FakeStripe()
    other.secret_key = "sk_test_other"
    try:
        here, there = started(fake_stripe), started(other)
        assert fact_of(fake_stripe, here).standing is Standing.PENDING
        assert fact_of(other, there).standing is Standing.PENDING
        with pytest.raises(GatewayError):
            fact_of(other, here)
    finally:
        other.stop()
