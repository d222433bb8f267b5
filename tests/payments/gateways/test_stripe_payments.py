"""An attempt to pay at Stripe, from its opening to what became of it."""

import time
from datetime import UTC, datetime, timedelta

import pytest
import urllib3
from hypothesis import given
from hypothesis import strategies as st

from payments.gateways.base import GatewayError, Refused, Standing
from payments.gateways.stripe import API_VERSION, expiry
from tests.payments.fake_stripe import FakeStripe
from tests.payments.fake_stripe.account import DAY, HALF_HOUR
from tests.payments.gateways.orders import an_order, fact_of, gateway, started

# Opening


def test_an_attempt_opens_a_page_of_stripe_for_the_amount(fake_stripe: FakeStripe) -> None:
    order = an_order(amount=4321, email="camille@exemple.fr")
    opened = gateway(fake_stripe).start(order)
    session = fake_stripe.objects[opened.provider_id]
    assert opened.url == session["url"]
    assert (session["amount_total"], session["currency"]) == (4321, "eur")
    assert session["customer_email"] == "camille@exemple.fr"
    assert session["expires_at"] == int(order.expires_at.timestamp())


def test_our_key_and_reference_are_on_the_session_and_on_its_payment(
    fake_stripe: FakeStripe,
) -> None:
    order = an_order()
    session_id = gateway(fake_stripe).start(order).provider_id
    fake_stripe.pay(session_id)
    ours = {"key": order.key, "reference": order.reference}
    intent = fake_stripe.objects[fake_stripe.intent_id(session_id)]
    assert fake_stripe.objects[session_id]["client_reference_id"] == order.reference
    assert fake_stripe.objects[session_id]["metadata"] == intent["metadata"] == ours


def test_francs_cfp_are_sent_whole(fake_stripe: FakeStripe) -> None:
    session_id = started(fake_stripe, amount=1500, currency="XPF")
    session = fake_stripe.objects[session_id]
    assert (session["amount_total"], session["currency"]) == (1500, "xpf")


def test_the_call_names_its_version_its_language_and_asks_for_no_other_currency(
    fake_stripe: FakeStripe,
) -> None:
    started(fake_stripe)
    [call] = fake_stripe.calls
    assert call.headers["stripe-version"] == API_VERSION
    assert call.params["locale"] == "fr"
    assert call.params["adaptive_pricing"] == {"enabled": "false"}


def test_the_same_key_opens_the_same_page(fake_stripe: FakeStripe) -> None:
    order = an_order()
    first, second = gateway(fake_stripe).start(order), gateway(fake_stripe).start(order)
    assert first == second
    assert len(fake_stripe.of("checkout.session")) == 1


def test_a_key_that_comes_back_with_another_amount_is_refused(fake_stripe: FakeStripe) -> None:
    gateway(fake_stripe).start(an_order(key="same", amount=1000))
    with pytest.raises(Refused, match="Recommencez depuis la facture"):
        gateway(fake_stripe).start(an_order(key="same", amount=2000))


def test_an_address_that_stripe_refuses_is_said(fake_stripe: FakeStripe) -> None:
    with pytest.raises(Refused, match="Stripe n’accepte pas cette adresse électronique"):
        started(fake_stripe, email="camille@exemple")


def test_a_long_subject_is_shortened(fake_stripe: FakeStripe) -> None:
    started(fake_stripe, subject="é" * 400)
    [call] = fake_stripe.calls
    assert call.params["line_items"][0]["price_data"]["product_data"]["name"] == "é" * 250


@pytest.mark.parametrize("hours", [-1, 0, 0.4, 25, 900])
def test_an_attempt_lasts_as_long_as_stripe_accepts(fake_stripe: FakeStripe, hours: float) -> None:
    started(fake_stripe, expires_at=datetime.now(UTC) + timedelta(hours=hours))
    [session] = fake_stripe.of("checkout.session")
    assert HALF_HOUR <= session["expires_at"] - session["created"] < DAY


@given(asked=st.floats(-10 * DAY, 10 * DAY), since=st.floats(0, DAY))
def test_the_end_of_an_attempt_is_always_within_bounds(asked: float, since: float) -> None:
    now = datetime(2026, 11, 3, tzinfo=UTC) + timedelta(seconds=since)
    wanted = now + timedelta(seconds=asked)
    delay = expiry(wanted, now) - now.timestamp()
    assert HALF_HOUR < delay < DAY
    if HALF_HOUR + 60 < asked < DAY - 60:
        assert expiry(wanted, now) == int(wanted.timestamp())


def test_an_end_out_of_bounds_is_the_same_when_the_call_is_made_again_soon_after() -> None:
    now = datetime(2026, 11, 3, 8, 0, tzinfo=UTC)
    later = now + timedelta(seconds=40)
    assert expiry(now, now) == expiry(now, later)
    assert expiry(now + timedelta(days=9), now) == expiry(now + timedelta(days=9), later)


# What became of it


def test_an_open_page_is_pending(fake_stripe: FakeStripe) -> None:
    session_id = started(fake_stripe)
    fact = fact_of(fake_stripe, session_id)
    assert (fact.provider_id, fact.standing, fact.charged) == (session_id, Standing.PENDING, 0)
    assert (fact.charge_id, fact.paid_at, fact.detail) == ("", None, "")


def test_a_payment_is_known_with_its_amount_its_date_and_its_charge(
    fake_stripe: FakeStripe,
) -> None:
    session_id = started(fake_stripe)
    fake_stripe.clock = lambda: datetime(2026, 11, 3, 8, 30, tzinfo=UTC).timestamp()
    fake_stripe.pay(session_id)
    fact = fact_of(fake_stripe, session_id)
    assert (fact.standing, fact.charged, fact.currency) == (Standing.PAID, 1250, "EUR")
    assert fact.charge_id == fake_stripe.intent_id(session_id)
    assert fact.paid_at == datetime(2026, 11, 3, 8, 30, tzinfo=UTC)
    assert fact.refunded == 0


def test_what_was_charged_is_told_though_it_differs_from_what_was_asked(
    fake_stripe: FakeStripe,
) -> None:
    session_id = started(fake_stripe)
    fake_stripe.pay(session_id, amount=1249)
    assert fact_of(fake_stripe, session_id).charged == 1249


def test_a_refused_card_leaves_the_attempt_open_and_says_why(fake_stripe: FakeStripe) -> None:
    session_id = started(fake_stripe)
    fake_stripe.refuse(session_id, "expired_card")
    fact = fact_of(fake_stripe, session_id)
    assert (fact.standing, fact.charged, fact.detail) == (Standing.PENDING, 0, "expired_card")


def test_a_second_card_pays_after_a_refused_one(fake_stripe: FakeStripe) -> None:
    session_id = started(fake_stripe)
    fake_stripe.refuse(session_id)
    fake_stripe.pay(session_id)
    fact = fact_of(fake_stripe, session_id)
    assert (fact.standing, fact.charged, fact.detail) == (Standing.PAID, 1250, "")


def test_a_page_that_nobody_paid_is_expired(fake_stripe: FakeStripe) -> None:
    session_id = started(fake_stripe)
    fake_stripe.expire(session_id)
    assert fact_of(fake_stripe, session_id).standing is Standing.EXPIRED


def test_a_page_expires_by_itself_when_its_time_has_come(fake_stripe: FakeStripe) -> None:
    session_id = started(fake_stripe)
    fake_stripe.clock = lambda: time.time() + 3700
    assert fact_of(fake_stripe, session_id).standing is Standing.EXPIRED


def test_a_transfer_is_pending_until_the_bank_confirms_it(fake_stripe: FakeStripe) -> None:
    session_id = started(fake_stripe)
    assert not fact_of(fake_stripe, session_id).at_bank
    fake_stripe.pay_later(session_id)
    fact = fact_of(fake_stripe, session_id)
    assert (fact.standing, fact.at_bank) == (Standing.PENDING, True)
    fake_stripe.settle(session_id)
    fact = fact_of(fake_stripe, session_id)
    assert (fact.standing, fact.charged, fact.at_bank) == (Standing.PAID, 1250, False)


def test_a_transfer_that_the_bank_rejects_is_refused(fake_stripe: FakeStripe) -> None:
    session_id = started(fake_stripe)
    fake_stripe.pay_later(session_id)
    fake_stripe.settle(session_id, succeeds=False)
    fact = fact_of(fake_stripe, session_id)
    assert (fact.standing, fact.charged, fact.at_bank) == (Standing.REFUSED, 0, False)
    assert fact.detail == "insufficient_funds"


def test_what_was_given_back_is_told(fake_stripe: FakeStripe) -> None:
    session_id = started(fake_stripe)
    fake_stripe.pay(session_id)
    fake_stripe.refund_by_hand(session_id, 300)
    fact = fact_of(fake_stripe, session_id)
    assert (fact.standing, fact.charged, fact.refunded) == (Standing.PAID, 1250, 300)


def test_an_unknown_session_is_a_failure_not_an_answer(fake_stripe: FakeStripe) -> None:
    with pytest.raises(GatewayError):
        fact_of(fake_stripe, "cs_test_unknown")


# Closing


def test_a_cancelled_attempt_can_no_longer_be_paid(fake_stripe: FakeStripe) -> None:
    session_id = started(fake_stripe)
    gateway(fake_stripe).cancel(session_id)
    assert fact_of(fake_stripe, session_id).standing is Standing.EXPIRED
    assert fake_stripe.page(session_id)[0] == 410


def test_cancelling_twice_is_no_error(fake_stripe: FakeStripe) -> None:
    session_id = started(fake_stripe)
    gateway(fake_stripe).cancel(session_id)
    gateway(fake_stripe).cancel(session_id)


@pytest.mark.parametrize("meanwhile", ["pay", "pay_later"])
def test_cancelling_what_was_paid_meanwhile_changes_nothing(
    fake_stripe: FakeStripe, meanwhile: str
) -> None:
    session_id = started(fake_stripe)
    getattr(fake_stripe, meanwhile)(session_id)
    before = fact_of(fake_stripe, session_id)
    gateway(fake_stripe).cancel(session_id)
    assert fact_of(fake_stripe, session_id) == before


def test_cancelling_an_unknown_session_is_a_failure(fake_stripe: FakeStripe) -> None:
    with pytest.raises(GatewayError):
        gateway(fake_stripe).cancel("cs_test_unknown")


# Through the hosted page, as a browser does


@pytest.mark.parametrize(
    ("choice", "standing", "leads_to"),
    [
        ("pay", Standing.PAID, "/retour/?session={id}"),
        ("later", Standing.PENDING, "/retour/?session={id}"),
        ("abandon", Standing.PENDING, "/annulation/"),
        ("refuse", Standing.PENDING, "/c/pay/{id}"),
    ],
)
def test_the_hosted_page_lets_a_person_choose(
    fake_stripe: FakeStripe, choice: str, standing: Standing, leads_to: str
) -> None:
    here = "http://127.0.0.1:8000"
    session_id = started(
        fake_stripe,
        subject="Cantine <de> novembre",
        return_url=f"{here}/retour/?session={{CHECKOUT_SESSION_ID}}",
        cancel_url=f"{here}/annulation/",
    )
    url = fake_stripe.objects[session_id]["url"]
    assert "Cantine &lt;de&gt; novembre" in urllib3.request("GET", url).data.decode()
    answer = urllib3.request("POST", url, body=f"choice={choice}", redirect=False)
    assert answer.status == 303
    assert answer.headers["Location"].endswith(leads_to.format(id=session_id))
    assert fact_of(fake_stripe, session_id).standing is standing
