"""Webhooks of the fake Stripe, over our own address: twice, late, out of order, unknown, wrong."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from payments.gateways.base import GatewayError
from payments.models import (
    Account,
    Difference,
    Entry,
    MandateRole,
    Notification,
    Payment,
    PaymentState,
    RefundState,
)
from payments.workflow import confirming, notified, paying, refunding
from payments.workflow.refusals import Unreachable
from tests.payments.book import balance
from tests.payments.builders import make_mandate

pytestmark = pytest.mark.django_db
State = Notification.State


@pytest.fixture
def post(client, regie):
    """Deliver an event to our address; with `act`, the task that it enqueued is run."""

    def send(delivery, *, act=True, code=None):
        url = f"/paiement/notifications/stripe/{code or regie.code}/"
        headers = {
            f"HTTP_{name.upper().replace('-', '_')}": v for name, v in delivery.headers.items()
        }
        headers.pop("HTTP_CONTENT_TYPE", None)
        answer = client.post(url, delivery.body, content_type="application/json", **headers)
        if act:
            for row in Notification.objects.filter(state=State.RECEIVED):
                notified.act(row)
        return answer

    return send


def state_of(payment):
    return Payment.objects.get(pk=payment.pk).state


def test_a_signed_event_is_stored_answered_then_acted_on(stripe, payment, post):
    stripe.pay(payment.provider_id)
    event = stripe.event("checkout.session.completed", payment.provider_id)
    assert post(event, act=False).status_code == 204
    assert state_of(payment) == PaymentState.PENDING
    notified.act(Notification.objects.get())
    assert state_of(payment) == PaymentState.CONFIRMED
    assert Notification.objects.get().state == State.DONE


def test_the_same_event_twice_is_one_row_and_one_entry(stripe, payment, post):
    stripe.pay(payment.provider_id)
    event = stripe.event("checkout.session.completed", payment.provider_id)
    assert [post(event).status_code for _ in range(3)] == [204] * 3
    assert Notification.objects.count() == 1
    assert balance(Account.ONLINE) == payment.amount


def test_all_the_events_of_a_payment_in_any_order_charge_once(stripe, payment, post):
    stripe.pay(payment.provider_id)
    for event in reversed(stripe.pending()):
        assert post(event).status_code == 204
    assert balance(Account.ONLINE) == payment.amount


def test_a_failed_card_then_a_paid_one_is_paid(stripe, payment, post):
    stripe.refuse(payment.provider_id)
    stripe.pay(payment.provider_id)
    for event in stripe.pending():
        post(event)
    assert state_of(payment) == PaymentState.CONFIRMED


def test_an_event_before_our_own_row_knows_the_session_is_found_by_our_key(stripe, invoice, post):
    payment = paying.start(invoices=[invoice], email="")
    session = payment.provider_id
    Payment.objects.update(provider_id="", url="")  # as if we were killed before writing it
    stripe.pay(session)
    post(stripe.event("checkout.session.completed", session))
    assert state_of(payment) == PaymentState.CONFIRMED
    assert Payment.objects.get().provider_id == session


def test_an_amount_that_differs_is_recorded_and_shown(stripe, payment, invoice, post):
    stripe.pay(payment.provider_id, amount=4_000)
    confirming.ask(payment)
    invoice.refresh_from_db()
    assert invoice.due == 250
    assert Difference.objects.get().kind == Difference.Kind.AMOUNT


def test_an_unknown_payment_is_waited_for_then_shown(stripe, payment, post):
    stripe.pay(payment.provider_id)
    event = stripe.event("checkout.session.completed", payment.provider_id)
    payment.shares.all().delete()
    Payment.objects.all().delete()
    post(event, act=False)
    row = Notification.objects.get()
    with pytest.raises(notified.NotYetKnown):
        notified.act(row)
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        notified.act(row)
    assert row.state == State.UNKNOWN
    assert Difference.objects.get().found == 4_250


def test_a_kind_that_says_nothing_to_us_is_kept_without_consequence(stripe, payment, post):
    event = stripe.sign({"id": "evt_9", "type": "customer.created", "data": {"object": {}}})
    post(event)
    assert Notification.objects.get().state == State.UNUSED


@pytest.mark.parametrize("fault", ["stale", "other_key", "changed"])
def test_what_stripe_did_not_sign_is_refused_and_not_stored(stripe, payment, post, fault):
    stripe.pay(payment.provider_id)
    kind = "checkout.session.completed"
    if fault == "stale":
        event = stripe.event(kind, payment.provider_id, at=timezone.now().timestamp() - 600)
    elif fault == "other_key":
        event = stripe.event(kind, payment.provider_id, keys=["whsec_other"])
    else:
        event = stripe.event(kind, payment.provider_id)
        event = replace(event, body=event.body.replace(b"4250", b"9999"))
    assert post(event).status_code == 400
    assert not Notification.objects.exists()


def test_a_regie_takes_no_event_of_another(stripe, payment, post):
    stripe.pay(payment.provider_id)
    event = stripe.event("checkout.session.completed", payment.provider_id)
    assert post(event, code="NADA").status_code == 404


@pytest.mark.parametrize("path", ["payfip", "cash", "stripe-x"])
def test_a_provider_that_the_regie_has_not_is_unknown(client, regie, path):
    answer = client.post(f"/paiement/notifications/{path}/{regie.code}/", b"{}", "text/plain")
    assert answer.status_code == 404


def test_a_body_too_large_is_refused(client, regie):
    url = f"/paiement/notifications/stripe/{regie.code}/"
    assert client.post(url, b"x" * 300_000, "application/json").status_code == 400
    assert client.get(url).status_code == 405


def test_no_name_nor_address_is_kept_of_an_event(stripe, payment, post):
    stripe.pay(payment.provider_id)
    post(stripe.event("checkout.session.completed", payment.provider_id))
    assert "awa" not in str(Notification.objects.get().notice)


@pytest.mark.parametrize("kept", [False, True])
def test_a_provider_that_is_down_charges_nothing_and_the_next_try_succeeds(stripe, invoice, kept):
    stripe.fail_next(on="POST /v1/checkout/sessions", kept=kept)
    with pytest.raises(Unreachable, match="Rien n’a été débité"):
        paying.start(invoices=[invoice], email="")
    assert paying.start(invoices=[invoice], email="").url


def test_killed_before_the_page_is_written_the_same_page_comes_back(stripe, payment, invoice):
    Payment.objects.update(provider_id="", url="")
    again = paying.start(invoices=[invoice], email="")
    assert (again.pk, again.url) == (payment.pk, payment.url)


def test_a_refund_made_but_not_written_is_found_by_its_key(stripe, payment, invoice, regie):
    stripe.pay(payment.provider_id)
    paid = confirming.ask(payment)
    refund = refunding.ask(
        payment=paid,
        invoice=invoice,
        amount=paid.amount,
        reason="Absence",
        agent=make_mandate(regie, MandateRole.DEPUTY),
    )
    refunding.approve(refund=refund, agent=make_mandate(regie))
    stripe.disconnect_next("after", n=2, on="POST /v1/refunds")
    with pytest.raises(GatewayError):
        refunding.send(refund)
    refunding.send(refund)
    refund.refresh_from_db()
    assert (refund.state, balance(Account.ONLINE)) == (RefundState.SETTLED, 0)
    assert len(stripe.of("refund")) == 1


def test_a_bank_that_is_at_work_lets_nobody_pay_again(stripe, payment, invoice):
    stripe.pay_later(payment.provider_id)
    confirming.ask(payment)
    with (
        time_machine.travel(timezone.now() + timedelta(hours=3)),
        pytest.raises(Exception, match="chez votre banque"),
    ):
        paying.start(invoices=[invoice], email="")
    stripe.settle(payment.provider_id)
    assert confirming.ask(payment).state == PaymentState.CONFIRMED


def test_a_refund_told_by_stripe_is_settled_once(stripe, payment, invoice, regie, post):
    stripe.pay(payment.provider_id)
    paid = confirming.ask(payment)
    treasurer, other = make_mandate(regie), make_mandate(regie, MandateRole.DEPUTY)
    refund = refunding.ask(
        payment=paid, invoice=invoice, amount=1_000, reason="Absence", agent=other
    )
    refunding.approve(refund=refund, agent=treasurer)
    refunding.send(refund)
    for event in stripe.pending():
        post(event)
    refund.refresh_from_db()
    assert refund.state == RefundState.SETTLED
    assert balance(Account.ONLINE) == 3_250
    assert Entry.objects.filter(refund=refund).count() == 1


def test_a_contested_charge_is_shown_to_the_treasurer_once(stripe, payment, post):
    stripe.pay(payment.provider_id)
    post(stripe.event("checkout.session.completed", payment.provider_id))
    dispute = stripe.dispute(payment.provider_id)
    event = stripe.event("charge.dispute.created", dispute["id"])
    for _ in range(2):
        post(event)
    found = Difference.objects.get()
    assert (found.kind, found.payment, found.expected, found.found) == (
        Difference.Kind.DISPUTE,
        payment,
        payment.amount,
        payment.amount,
    )
    assert balance(Account.ONLINE) == payment.amount


def test_a_contested_charge_that_nobody_here_knows_is_waited_for_then_shown(stripe, payment, post):
    stripe.pay(payment.provider_id)
    dispute = stripe.dispute(payment.provider_id)
    Payment.objects.update(provider_id="", key="00000000-0000-4000-8000-000000000009")
    post(stripe.event("charge.dispute.created", dispute["id"]), act=False)
    row = Notification.objects.get()
    with pytest.raises(notified.NotYetKnown):
        notified.act(row)
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        notified.act(row)
    assert Difference.objects.get().payment is None
