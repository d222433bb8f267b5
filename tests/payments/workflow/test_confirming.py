"""Money enters once, whoever says so and however often."""

import pytest

from payments.gateways.base import Fact, Standing
from payments.models import Account, Difference, InvoiceState, PaymentState, RefundState
from payments.workflow import confirming, issuing, paying
from payments.workflow.refusals import NotPossible
from tests.payments.book import balance
from tests.payments.builders import confirmed, make_invoice, make_mandate, make_regie

pytestmark = pytest.mark.django_db


def start(*invoices):
    return paying.start(invoices=invoices, email="awa.delattre@courriel.example")


def test_a_paid_attempt_pays_its_invoice_and_is_written_in_the_book():
    invoice = make_invoice(total=4_250)
    payment = confirmed(start(invoice))
    invoice.refresh_from_db()
    assert (payment.state, payment.received, payment.surplus) == (PaymentState.CONFIRMED, 4_250, 0)
    assert (invoice.state, invoice.paid, invoice.due) == (InvoiceState.PAID, 4_250, 0)
    assert balance(Account.ONLINE) == 4_250
    assert balance(Account.RECEIVABLE) == 0
    assert balance(Account.REVENUE) == -4_250


def test_a_fact_told_three_times_is_written_once():
    payment = start(make_invoice())
    for _ in range(3):
        confirmed(payment)
    assert balance(Account.ONLINE) == payment.amount


@pytest.mark.parametrize("standing", [Standing.REFUSED, Standing.EXPIRED])
def test_paid_wins_over_a_failure_whatever_the_order(standing):
    first, second = start(make_invoice()), start(make_invoice())
    failure = Fact("", standing)
    confirming.record(first, failure)
    confirmed(first)
    confirmed(second)
    confirming.record(second, failure)
    for payment in (first, second):
        payment.refresh_from_db()
        assert payment.state == PaymentState.CONFIRMED


def test_an_attempt_under_way_is_resumed_and_no_second_one_begins():
    invoice = make_invoice()
    assert start(invoice) == start(invoice)


def test_a_second_basket_closes_the_attempt_of_the_first():
    regie = make_regie()
    one, two = make_invoice(regie), make_invoice(regie)
    first = start(one)
    both = start(one, two)
    first.refresh_from_db()
    assert first.state == PaymentState.EXPIRED
    assert (both.state, both.amount) == (PaymentState.PENDING, one.total + two.total)


def test_two_attempts_that_succeed_leave_a_surplus_whose_refund_is_proposed():
    invoice = make_invoice(total=1_000)
    first = start(invoice)
    confirming.record(first, Fact("", Standing.REFUSED))
    second = start(invoice)
    assert second != first
    confirmed(second)
    late = confirmed(first)
    assert (late.received, late.surplus) == (1_000, 1_000)
    proposed = late.refunds.get()
    assert (proposed.state, proposed.amount) == (RefundState.PROPOSED, 1_000)
    assert balance(Account.SURPLUS) == -1_000


def test_an_amount_that_differs_is_recorded_as_charged_and_shown():
    invoice = make_invoice(total=1_000)
    confirmed(start(invoice), charged=700)
    invoice.refresh_from_db()
    assert (invoice.state, invoice.due) == (InvoiceState.PARTLY_PAID, 300)
    assert Difference.objects.get().kind == Difference.Kind.AMOUNT


def test_another_currency_pays_nothing_and_is_shown():
    payment = confirmed(start(make_invoice()), currency="XPF")
    assert (payment.state, payment.received) == (PaymentState.FAILED, 0)
    assert Difference.objects.get().kind == Difference.Kind.CURRENCY


def test_money_that_comes_after_a_cancellation_is_a_surplus():
    regie = make_regie()
    treasurer, invoice = make_mandate(regie), make_invoice(regie)
    payment = start(invoice)
    issuing.cancel(invoice=invoice, agent=treasurer, reason="Enfant absent")
    assert confirmed(payment).surplus == invoice.total
    assert balance(Account.RECEIVABLE) == 0


def test_nothing_is_started_on_a_paid_invoice():
    invoice = make_invoice()
    confirmed(start(invoice))
    with pytest.raises(NotPossible, match="plus rien à payer"):
        start(invoice)
