"""A day of Stripe's account beside ours, through the real client."""

import pytest
from django.utils import timezone

from payments import books
from payments.models import Difference, Payment, PaymentState
from payments.reconciliation import reconcile
from payments.workflow import confirming

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(regie):
    return books.day_of(regie, timezone.now())


def figures(regie, day):
    [run] = reconcile(regie=regie, day=day)
    return run.listed, run.matched, run.repaired, run.differing


def test_a_charge_that_no_webhook_told_is_repaired(stripe, regie, payment, today):
    stripe.pay(payment.provider_id)
    assert figures(regie, today) == (1, 0, 1, 0)
    payment.refresh_from_db()
    assert payment.state == PaymentState.CONFIRMED
    assert figures(regie, today) == (1, 1, 0, 0)


def test_a_session_whose_name_was_lost_is_known_by_our_key(stripe, regie, payment, today):
    stripe.pay(payment.provider_id)
    Payment.objects.update(provider_id="")
    assert figures(regie, today) == (1, 0, 1, 0)
    payment.refresh_from_db()
    assert (payment.state, payment.received) == (PaymentState.CONFIRMED, payment.amount)


def test_a_refund_made_in_stripes_own_pages_is_one_difference(stripe, regie, payment, today):
    stripe.pay(payment.provider_id)
    confirming.ask(payment)
    made = stripe.refund_by_hand(payment.provider_id, 300)
    for _ in range(2):
        assert figures(regie, today) == (2, 1, 0, 1)
    found = Difference.objects.get()
    assert (found.kind, found.found, found.key) == (Difference.Kind.REFUND, 300, made["id"])
