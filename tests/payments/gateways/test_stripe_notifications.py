"""Webhooks of Stripe: who signed them, and what they say."""

import json
import time
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stripe import WebhookSignature

from payments.gateways.base import BadNotification, Notice, RefundStanding, Standing
from payments.gateways.stripe import StripeGateway
from tests.payments.fake_stripe import FakeStripe
from tests.payments.fake_stripe.webhooks import Delivery
from tests.payments.gateways.orders import an_order, gateway, paid, started


def read(fake: FakeStripe, delivery: Delivery) -> Notice:
    return gateway(fake).read_notification(delivery.body, delivery.headers)


def told(fake: FakeStripe, kind: str, about: str) -> Notice:
    """What the last event of that kind says."""
    return read(fake, fake.event(kind, about))


# What they say


def test_a_payment_is_told_with_its_amount(fake_stripe: FakeStripe) -> None:
    order = an_order()
    session_id = gateway(fake_stripe).start(order).provider_id
    fake_stripe.pay(session_id)
    notice = told(fake_stripe, "checkout.session.completed", session_id)
    intent_id = fake_stripe.intent_id(session_id)
    assert (notice.provider_id, notice.key) == (session_id, order.key)
    assert (notice.charge_id, notice.fact.charge_id) == (intent_id, intent_id)
    assert (notice.fact.provider_id, notice.fact.standing) == (session_id, Standing.PAID)
    assert (notice.fact.charged, notice.fact.currency) == (1250, "EUR")
    assert abs(notice.fact.paid_at.timestamp() - time.time()) < 60


def test_the_payments_own_notice_leads_to_the_attempt_by_our_key(fake_stripe: FakeStripe) -> None:
    order = an_order()
    session_id = gateway(fake_stripe).start(order).provider_id
    fake_stripe.pay(session_id)
    notice = told(fake_stripe, "payment_intent.succeeded", session_id)
    assert (notice.provider_id, notice.fact.provider_id) == ("", "")
    assert (notice.key, notice.charge_id) == (order.key, fake_stripe.intent_id(session_id))
    assert (notice.fact.standing, notice.fact.charged) == (Standing.PAID, 1250)
    assert notice.fact.paid_at is not None


def test_a_refused_card_isnt_final(fake_stripe: FakeStripe) -> None:
    session_id = started(fake_stripe)
    fake_stripe.refuse(session_id, "expired_card")
    notice = told(fake_stripe, "payment_intent.payment_failed", session_id)
    assert (notice.fact.standing, notice.fact.charged) == (Standing.PENDING, 0)
    assert notice.fact.detail == "expired_card"


def test_a_transfer_is_told_pending_then_paid(fake_stripe: FakeStripe) -> None:
    session_id = started(fake_stripe)
    fake_stripe.pay_later(session_id)
    first = told(fake_stripe, "checkout.session.completed", session_id)
    assert (first.fact.standing, first.fact.charged) == (Standing.PENDING, 0)
    assert first.fact.at_bank
    fake_stripe.settle(session_id)
    then = told(fake_stripe, "checkout.session.async_payment_succeeded", session_id)
    assert (then.fact.standing, then.fact.charged) == (Standing.PAID, 1250)
    assert not then.fact.at_bank


def test_a_transfer_that_the_bank_rejects_is_told_refused(fake_stripe: FakeStripe) -> None:
    session_id = started(fake_stripe)
    fake_stripe.pay_later(session_id)
    fake_stripe.settle(session_id, succeeds=False)
    notice = told(fake_stripe, "checkout.session.async_payment_failed", session_id)
    assert (notice.fact.standing, notice.fact.charged) == (Standing.REFUSED, 0)


def test_an_expired_page_is_told(fake_stripe: FakeStripe) -> None:
    session_id = started(fake_stripe)
    fake_stripe.expire(session_id)
    notice = told(fake_stripe, "checkout.session.expired", session_id)
    assert (notice.fact.standing, notice.fact.charged) == (Standing.EXPIRED, 0)


def test_what_was_given_back_is_told_on_the_charge(fake_stripe: FakeStripe) -> None:
    fact = paid(fake_stripe)
    fake_stripe.refund_by_hand(fact.provider_id, 300)
    notice = told(fake_stripe, "charge.refunded", fact.charge_id)
    assert (notice.fact.charged, notice.fact.refunded) == (1250, 300)
    assert (notice.charge_id, notice.fact.standing) == (fact.charge_id, Standing.PAID)


@pytest.mark.parametrize(
    ("kind", "happens", "standing"),
    [
        ("refund.created", lambda fake, refund_id: None, RefundStanding.PENDING),
        ("refund.updated", FakeStripe.refund_settles, RefundStanding.SETTLED),
        ("refund.failed", FakeStripe.refund_fails, RefundStanding.FAILED),
        ("charge.refund.updated", FakeStripe.refund_settles, RefundStanding.SETTLED),
    ],
)
def test_a_refund_is_followed(
    fake_stripe: FakeStripe,
    kind: str,
    happens: Callable[[FakeStripe, str], None],
    standing: RefundStanding,
) -> None:
    fake_stripe.refunds_wait = True
    fact = paid(fake_stripe)
    asked = gateway(fake_stripe).refund(
        key="refund-1", charge_id=fact.charge_id, amount=400, currency="EUR"
    )
    happens(fake_stripe, asked.refund_id)
    notice = told(fake_stripe, kind, asked.refund_id)
    assert (notice.refund.refund_id, notice.refund.standing) == (asked.refund_id, standing)
    assert (notice.refund.amount, notice.key) == (400, "refund-1")
    assert (notice.charge_id, notice.fact) == (fact.charge_id, None)


def test_a_contested_payment_is_passed_on_without_a_fact(fake_stripe: FakeStripe) -> None:
    fact = paid(fake_stripe)
    dispute = fake_stripe.dispute(fact.provider_id)
    notice = told(fake_stripe, "charge.dispute.created", dispute["id"])
    assert (notice.kind, notice.charge_id) == ("charge.dispute.created", fact.charge_id)
    assert (notice.fact, notice.refund) == (None, None)


@pytest.mark.parametrize("kind", ["customer.created", "payout.paid", "payment_intent.created"])
def test_a_kind_that_isnt_ours_has_no_fact(fake_stripe: FakeStripe, kind: str) -> None:
    notice = told(fake_stripe, kind, started(fake_stripe))
    assert (notice.kind, notice.fact, notice.refund) == (kind, None, None)


def test_the_same_notification_keeps_its_name_when_it_comes_again(fake_stripe: FakeStripe) -> None:
    fact = paid(fake_stripe)
    first, second = (
        told(fake_stripe, "checkout.session.completed", fact.provider_id) for _ in range(2)
    )
    assert first == second
    other = told(fake_stripe, "payment_intent.succeeded", fact.provider_id)
    assert other.event_id != first.event_id


def test_a_payment_that_isnt_ours_is_read_all_the_same(fake_stripe: FakeStripe) -> None:
    """Another shop on the same account: no key, perhaps no payment intent."""
    session = fake_stripe.add(
        "checkout.session",
        status="complete",
        payment_status="no_payment_required",
        amount_total=None,
        currency=None,
        metadata=None,
        payment_intent=None,
    )
    notice = told(fake_stripe, "checkout.session.completed", session["id"])
    assert (notice.key, notice.charge_id, notice.fact.charged) == ("", "", 0)


# Who signed them


@pytest.fixture
def delivery(fake_stripe: FakeStripe) -> Delivery:
    return fake_stripe.event("checkout.session.completed", paid(fake_stripe).provider_id)


@pytest.mark.parametrize("name", ["stripe-signature", "STRIPE-SIGNATURE", "Stripe-Signature"])
def test_the_name_of_the_header_may_be_in_any_case(
    fake_stripe: FakeStripe, delivery: Delivery, name: str
) -> None:
    headers = {name: delivery.headers["Stripe-Signature"]}
    assert gateway(fake_stripe).read_notification(delivery.body, headers).fact is not None


def test_without_a_signature_it_is_turned_away(fake_stripe: FakeStripe, delivery: Delivery) -> None:
    with pytest.raises(BadNotification):
        gateway(fake_stripe).read_notification(delivery.body, {})


def test_a_changed_body_is_turned_away(fake_stripe: FakeStripe, delivery: Delivery) -> None:
    body = delivery.body.replace(b"1250", b"9250")
    assert body != delivery.body
    with pytest.raises(BadNotification):
        gateway(fake_stripe).read_notification(body, delivery.headers)


def test_anothers_signature_is_turned_away(fake_stripe: FakeStripe, delivery: Delivery) -> None:
    with pytest.raises(BadNotification):
        gateway(fake_stripe, webhook_secret="whsec_other").read_notification(
            delivery.body, delivery.headers
        )


@pytest.mark.parametrize("secret", ["", " , ", ","])
def test_a_regie_without_a_secret_believes_nothing(fake_stripe: FakeStripe, secret: str) -> None:
    event = fake_stripe.events or [fake_stripe.announce("charge.refunded", {"id": "ch_1"})]
    forged = fake_stripe.sign(event[0], keys=[""])
    with pytest.raises(BadNotification):
        gateway(fake_stripe, webhook_secret=secret).read_notification(forged.body, forged.headers)


@pytest.mark.parametrize(("age", "believed"), [(0, True), (290, True), (310, False), (9999, False)])
def test_a_signature_is_good_for_five_minutes(
    fake_stripe: FakeStripe, age: int, believed: bool
) -> None:
    fact = paid(fake_stripe)
    late = fake_stripe.event("payment_intent.succeeded", fact.charge_id, at=time.time() - age)
    if believed:
        assert read(fake_stripe, late).fact is not None
    else:
        with pytest.raises(BadNotification):
            read(fake_stripe, late)


def test_two_secrets_are_believed_while_one_replaces_the_other(fake_stripe: FakeStripe) -> None:
    fact = paid(fake_stripe)
    kind = "payment_intent.succeeded"
    both = gateway(fake_stripe, webhook_secret="whsec_old, whsec_new")
    for keys in (["whsec_old"], ["whsec_new"], ["whsec_else", "whsec_new"]):
        sent = fake_stripe.event(kind, fact.charge_id, keys=keys)
        assert both.read_notification(sent.body, sent.headers).fact is not None
    sent = fake_stripe.event(kind, fact.charge_id, keys=["whsec_else"])
    with pytest.raises(BadNotification):
        both.read_notification(sent.body, sent.headers)


@pytest.mark.parametrize(
    "event",
    [
        [],
        "event",
        None,
        {},
        {"id": "evt_1"},
        {"id": "evt_1", "type": 3},
        {"id": "evt_1", "type": "checkout.session.completed"},
        {"id": "evt_1", "type": "charge.refunded", "data": {"object": {"object": "charge"}}},
    ],
)
def test_a_signed_body_that_isnt_an_event_is_turned_away(
    fake_stripe: FakeStripe, event: object
) -> None:
    sent = signed_text(fake_stripe, json.dumps(event))
    with pytest.raises(BadNotification):
        read(fake_stripe, sent)


def test_a_signed_body_that_isnt_json_is_turned_away(fake_stripe: FakeStripe) -> None:
    with pytest.raises(BadNotification):
        read(fake_stripe, signed_text(fake_stripe, "{"))


def signed_text(fake: FakeStripe, text: str) -> Delivery:
    """Any text, rightly signed."""
    header = WebhookSignature.generate_signature_header(text, fake.webhook_secret)
    return Delivery(text.encode(), {"Stripe-Signature": header})


@settings(max_examples=50)
@given(body=st.binary(max_size=60), signature=st.text(max_size=60))
def test_whatever_is_sent_is_turned_away_and_breaks_nothing(body: bytes, signature: str) -> None:
    forms = (signature, f"t=1,v1={signature}", f"t={int(time.time())},v1={signature}")
    alone = StripeGateway({"webhook_secret": "whsec_1"})
    for form in forms:
        with pytest.raises(BadNotification):
            alone.read_notification(body, {"Stripe-Signature": form})
