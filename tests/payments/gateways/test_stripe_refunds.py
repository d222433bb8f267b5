"""Giving back what was paid through Stripe."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from payments.gateways.base import GatewayError, RefundFact, RefundStanding, Refused
from tests.payments.fake_stripe import FakeStripe
from tests.payments.gateways.orders import fact_of, gateway, paid, started


def refund(fake: FakeStripe, charge_id: str, amount: int, key: str = "refund-1") -> RefundFact:
    return gateway(fake).refund(key=key, charge_id=charge_id, amount=amount, currency="EUR")


def test_a_part_is_given_back(fake_stripe: FakeStripe) -> None:
    fact = paid(fake_stripe)
    given_back = refund(fake_stripe, fact.charge_id, 500)
    assert (given_back.standing, given_back.amount) == (RefundStanding.SETTLED, 500)
    assert (given_back.currency, given_back.charge_id) == ("EUR", fact.charge_id)
    assert fact_of(fake_stripe, fact.provider_id).refunded == 500


def test_the_refund_carries_our_key(fake_stripe: FakeStripe) -> None:
    refund_id = refund(fake_stripe, paid(fake_stripe).charge_id, 500, "refund-of-ours").refund_id
    assert fake_stripe.objects[refund_id]["metadata"] == {"key": "refund-of-ours"}


def test_francs_cfp_are_given_back_whole(fake_stripe: FakeStripe) -> None:
    fact = paid(fake_stripe, amount=1500, currency="XPF")
    given_back = refund(fake_stripe, fact.charge_id, 700)
    assert (given_back.amount, given_back.currency) == (700, "XPF")


def test_the_same_key_gives_back_once(fake_stripe: FakeStripe) -> None:
    fact = paid(fake_stripe)
    assert refund(fake_stripe, fact.charge_id, 500) == refund(fake_stripe, fact.charge_id, 500)
    assert fact_of(fake_stripe, fact.provider_id).refunded == 500


def test_the_same_key_gives_back_once_though_stripe_has_forgotten_it(
    fake_stripe: FakeStripe,
) -> None:
    """It forgets idempotency keys after a day: the refund that carries our key is found first."""
    fact = paid(fake_stripe)
    first = refund(fake_stripe, fact.charge_id, 500)
    fake_stripe.answers.clear()
    assert refund(fake_stripe, fact.charge_id, 500) == first
    assert len(fake_stripe.of("refund")) == 1


def test_a_refund_of_ours_is_found_among_many(fake_stripe: FakeStripe) -> None:
    fact = paid(fake_stripe, amount=100_000)
    first = refund(fake_stripe, fact.charge_id, 500)
    for _ in range(120):
        fake_stripe.refund_by_hand(fact.provider_id, 1)
    fake_stripe.answers.clear()
    assert refund(fake_stripe, fact.charge_id, 500) == first


def test_two_keys_give_back_twice(fake_stripe: FakeStripe) -> None:
    fact = paid(fake_stripe)
    refund(fake_stripe, fact.charge_id, 500, "first")
    refund(fake_stripe, fact.charge_id, 500, "second")
    assert fact_of(fake_stripe, fact.provider_id).refunded == 1000


def test_a_disconnection_after_the_work_gives_back_once(fake_stripe: FakeStripe) -> None:
    """The library tries again with the same key, and is answered the same."""
    fact = paid(fake_stripe)
    fake_stripe.disconnect_next("after", on="POST /v1/refunds")
    assert refund(fake_stripe, fact.charge_id, 500).amount == 500
    assert fact_of(fake_stripe, fact.provider_id).refunded == 500


# What can't be


@pytest.mark.parametrize("amount", [1251, 99_999_999])
def test_no_more_than_what_was_paid(fake_stripe: FakeStripe, amount: int) -> None:
    with pytest.raises(Refused, match="dépasse ce qui reste à rembourser"):
        refund(fake_stripe, paid(fake_stripe).charge_id, amount)


def test_no_more_than_what_remains(fake_stripe: FakeStripe) -> None:
    fact = paid(fake_stripe)
    fake_stripe.refund_by_hand(fact.provider_id, 1000)
    with pytest.raises(Refused, match="dépasse ce qui reste à rembourser"):
        refund(fake_stripe, fact.charge_id, 251)
    assert fact_of(fake_stripe, fact.provider_id).refunded == 1000


def test_nothing_of_what_was_wholly_given_back(fake_stripe: FakeStripe) -> None:
    fact = paid(fake_stripe)
    refund(fake_stripe, fact.charge_id, 1250, "all")
    with pytest.raises(Refused, match="déjà été remboursé en entier"):
        refund(fake_stripe, fact.charge_id, 1, "more")


def test_nothing_of_what_the_payer_contests(fake_stripe: FakeStripe) -> None:
    fact = paid(fake_stripe)
    fake_stripe.dispute(fact.provider_id)
    with pytest.raises(Refused, match="contesté auprès de la banque"):
        refund(fake_stripe, fact.charge_id, 100)


def test_nothing_of_what_isnt_paid_yet(fake_stripe: FakeStripe) -> None:
    session_id = started(fake_stripe)
    fake_stripe.pay_later(session_id)
    with pytest.raises(Refused, match="rien à rembourser pour le moment"):
        refund(fake_stripe, fake_stripe.intent_id(session_id), 100)


def test_nothing_of_an_unknown_payment(fake_stripe: FakeStripe) -> None:
    with pytest.raises(Refused, match="ne connaît pas ce paiement"):
        refund(fake_stripe, "pi_unknown", 100)


@pytest.mark.parametrize("amount", [0, -5])
def test_no_refund_of_nothing(fake_stripe: FakeStripe, amount: int) -> None:
    fact = paid(fake_stripe)
    with pytest.raises(Refused, match="plus grand que zéro"):
        refund(fake_stripe, fact.charge_id, amount)
    assert fact_of(fake_stripe, fact.provider_id).refunded == 0


# What becomes of it


def test_a_refund_waits_then_settles(fake_stripe: FakeStripe) -> None:
    fake_stripe.refunds_wait = True
    asked = refund(fake_stripe, paid(fake_stripe).charge_id, 500)
    assert (asked.standing, asked.detail) == (RefundStanding.PENDING, "processing")
    fake_stripe.refund_settles(asked.refund_id)
    now = gateway(fake_stripe).refund_status(asked.refund_id)
    assert (now.standing, now.detail) == (RefundStanding.SETTLED, "")


def test_a_refund_that_the_bank_sends_back_has_failed(fake_stripe: FakeStripe) -> None:
    fact = paid(fake_stripe)
    asked = refund(fake_stripe, fact.charge_id, 500)
    fake_stripe.refund_fails(asked.refund_id, "lost_or_stolen_card")
    now = gateway(fake_stripe).refund_status(asked.refund_id)
    assert (now.standing, now.detail) == (RefundStanding.FAILED, "lost_or_stolen_card")
    assert fact_of(fake_stripe, fact.provider_id).refunded == 0


def test_an_unknown_refund_is_a_failure_not_an_answer(fake_stripe: FakeStripe) -> None:
    with pytest.raises(GatewayError):
        gateway(fake_stripe).refund_status("re_unknown")


@settings(max_examples=15)
@given(amounts=st.lists(st.integers(1, 1500), min_size=1, max_size=4))
def test_what_is_given_back_never_exceeds_what_was_paid(
    fake_stripe: FakeStripe, amounts: list[int]
) -> None:
    fact = paid(fake_stripe)
    settled = 0
    for number, amount in enumerate(amounts):
        try:
            settled += refund(
                fake_stripe, fact.charge_id, amount, f"{fact.provider_id}-{number}"
            ).amount
        except Refused:
            assert amount > 1250 - settled
    assert fact_of(fake_stripe, fact.provider_id).refunded == settled <= 1250
