"""Money goes back by two persons, never more than came in, and the provider has the last word."""

from uuid import uuid4

import pytest

from payments.demo_provider import workflow as bank
from payments.demo_provider.models import Attempt
from payments.gateways.base import RefundFact, RefundStanding
from payments.models import (
    Account,
    Difference,
    InvoiceState,
    MandateRole,
    Means,
    Provider,
    RefundState,
)
from payments.workflow import collecting, confirming, paying, refunding
from payments.workflow.refusals import NotAllowed, NotPossible
from tests.payments.book import balance
from tests.payments.builders import confirmed, make_invoice, make_mandate, make_regie

pytestmark = pytest.mark.django_db
REASON = "Séjour annulé"


@pytest.fixture
def regie():
    return make_regie()


@pytest.fixture
def treasurer(regie):
    return make_mandate(regie)


@pytest.fixture
def deputy(regie):
    return make_mandate(regie, MandateRole.DEPUTY)


@pytest.fixture
def invoice(regie):
    return make_invoice(regie, total=1_000)


@pytest.fixture
def payment(invoice):
    """Paid at the demonstration's bank, and confirmed by asking it."""
    started = paying.start(invoices=[invoice], email="awa@courriel.example")
    bank.pay(Attempt.objects.get(pk=started.provider_id).pk)
    return confirming.ask(started)


def ask(payment, invoice, amount, agent):
    return refunding.ask(
        payment=payment, invoice=invoice, amount=amount, reason=REASON, agent=agent
    )


def fact(refund, standing, **fields):
    return RefundFact(
        **{
            "refund_id": "r1",
            "standing": standing,
            "amount": refund.amount,
            "currency": "EUR",
        }
        | fields
    )


def test_a_refund_approved_by_another_goes_to_the_provider_and_is_booked(
    payment, invoice, treasurer, deputy
):
    refund = ask(payment, invoice, 400, deputy)
    refunding.approve(refund=refund, agent=treasurer)
    refunding.send(refund)
    refund.refresh_from_db()
    invoice.refresh_from_db()
    assert refund.state == RefundState.SETTLED
    assert (invoice.state, invoice.refunded, invoice.refundable) == (InvoiceState.PAID, 400, 600)
    assert balance(Account.ONLINE) == 600
    assert balance(Account.REVENUE) == -600


def test_sent_twice_it_is_given_once(payment, invoice, treasurer, deputy):
    refund = ask(payment, invoice, 400, deputy)
    refunding.approve(refund=refund, agent=treasurer)
    for _ in range(2):
        refunding.send(refund)
    assert balance(Account.ONLINE) == 600


def test_a_whole_refund_makes_the_invoice_refunded(payment, invoice, treasurer, deputy):
    refund = ask(payment, invoice, 1_000, treasurer)
    refunding.approve(refund=refund, agent=deputy)
    refunding.send(refund)
    invoice.refresh_from_db()
    assert invoice.state == InvoiceState.REFUNDED


def test_who_asked_can_neither_approve_nor_refuse(payment, invoice, treasurer):
    refund = ask(payment, invoice, 400, treasurer)
    with pytest.raises(NotAllowed, match="une autre personne"):
        refunding.approve(refund=refund, agent=treasurer)
    with pytest.raises(NotAllowed):
        refunding.refuse(refund=refund, agent=treasurer, reason="Non")


def test_a_stranger_asks_and_approves_nothing(payment, invoice, treasurer):
    stranger = make_mandate(make_regie())
    with pytest.raises(NotAllowed):
        ask(payment, invoice, 400, stranger)
    refund = ask(payment, invoice, 400, treasurer)
    with pytest.raises(NotAllowed):
        refunding.approve(refund=refund, agent=stranger)


@pytest.mark.parametrize("amount", [0, -1, 1_001])
def test_no_more_than_remains_is_asked_for(payment, invoice, deputy, amount):
    with pytest.raises(NotPossible, match="dépasse"):
        ask(payment, invoice, amount, deputy)


def test_what_is_asked_for_is_held_until_it_is_refused(payment, invoice, treasurer, deputy):
    refund = ask(payment, invoice, 700, deputy)
    with pytest.raises(NotPossible):
        ask(payment, invoice, 400, deputy)
    refunding.refuse(refund=refund, agent=treasurer, reason="Déjà consommé")
    assert ask(payment, invoice, 1_000, deputy).amount == 1_000


def test_what_was_dealt_with_is_not_dealt_with_again(payment, invoice, treasurer, deputy):
    refund = ask(payment, invoice, 400, deputy)
    refunding.approve(refund=refund, agent=treasurer)
    with pytest.raises(NotPossible, match="déjà été traité"):
        refunding.refuse(refund=refund, agent=treasurer, reason="Non")
    with pytest.raises(NotPossible):
        refunding.approve(refund=refund, agent=treasurer)


def test_a_payment_that_is_pending_has_nothing_to_give_back(invoice, deputy):
    started = paying.start(invoices=[invoice], email="awa@courriel.example")
    with pytest.raises(NotPossible, match="encaissé"):
        ask(started, invoice, 100, deputy)


def test_what_the_provider_gave_back_itself_is_not_given_twice(payment, invoice, treasurer, deputy):
    bank.refund(Attempt.objects.get(), key="elsewhere", amount=900, settled=True)
    refund = ask(payment, invoice, 400, deputy)
    refunding.approve(refund=refund, agent=treasurer)
    refunding.send(refund)
    refund.refresh_from_db()
    assert refund.state == RefundState.FAILED
    assert Difference.objects.get().kind == Difference.Kind.REFUND
    assert balance(Account.ONLINE) == 1_000


def test_cash_is_given_back_by_hand(regie, invoice, treasurer, deputy):
    payment = collecting.collect(
        key=uuid4(), amounts={invoice: 1_000}, means=Means.CASH, agent=deputy
    )
    refund = ask(payment, invoice, 250, deputy)
    refunding.approve(refund=refund, agent=treasurer)
    assert refund.by_hand
    refunding.settle_by_hand(refund=refund, agent=treasurer, reference="Mandat 42")
    assert refund.state == RefundState.SETTLED
    assert balance(Account.CASH) == 750


def test_the_provider_gives_back_online_payments_not_a_hand(payment, invoice, treasurer, deputy):
    refund = ask(payment, invoice, 400, deputy)
    refunding.approve(refund=refund, agent=treasurer)
    with pytest.raises(NotPossible, match="prestataire"):
        refunding.settle_by_hand(refund=refund, agent=treasurer, reference="x")


def test_a_provider_without_refunds_leaves_them_to_a_hand(regie, invoice, treasurer, deputy):
    started = paying.start(invoices=[invoice], email="awa@courriel.example")
    type(started).objects.filter(pk=started.pk).update(provider=Provider.PAYFIP)
    started.refresh_from_db()
    payment = confirmed(started)
    refund = ask(payment, invoice, 400, deputy)
    refunding.approve(refund=refund, agent=treasurer)
    assert refund.by_hand


def test_a_refund_that_fails_after_all_is_taken_back_in_the_book(
    payment, invoice, treasurer, deputy
):
    refund = ask(payment, invoice, 400, deputy)
    refunding.approve(refund=refund, agent=treasurer)
    for standing in ("pending", "settled", "settled", "failed", "failed", "pending"):
        refunding.record(refund, fact(refund, RefundStanding(standing)))
    refund.refresh_from_db()
    invoice.refresh_from_db()
    assert (refund.state, invoice.refunded) == (RefundState.FAILED, 0)
    assert balance(Account.ONLINE) == 1_000


def test_settled_after_failed_is_booked_while_its_sum_is_there(payment, invoice, treasurer, deputy):
    refund = ask(payment, invoice, 400, deputy)
    refunding.approve(refund=refund, agent=treasurer)
    refunding.record(refund, fact(refund, RefundStanding.FAILED))
    refunding.record(refund, fact(refund, RefundStanding.SETTLED))
    assert balance(Account.ONLINE) == 600


def test_settled_after_failed_is_shown_when_its_sum_went_elsewhere(
    payment, invoice, treasurer, deputy
):
    refund = ask(payment, invoice, 400, deputy)
    refunding.approve(refund=refund, agent=treasurer)
    refunding.record(refund, fact(refund, RefundStanding.FAILED))
    ask(payment, invoice, 1_000, deputy)
    refunding.record(refund, fact(refund, RefundStanding.SETTLED))
    assert balance(Account.ONLINE) == 1_000
    assert Difference.objects.get().found == 400


def test_a_surplus_is_taken_up_approved_and_given_back(regie, treasurer, deputy):
    invoice = make_invoice(regie, total=500)
    started = paying.start(invoices=[invoice], email="awa@courriel.example")
    payment = confirmed(started, charged=800)
    proposed = payment.refunds.get()
    refunding.take_up(refund=proposed, agent=deputy)
    with pytest.raises(NotAllowed):
        refunding.approve(refund=proposed, agent=deputy)
    refunding.approve(refund=proposed, agent=treasurer)
    refunding.record(proposed, fact(proposed, RefundStanding.SETTLED))
    assert balance(Account.SURPLUS) == 0
    assert balance(Account.ONLINE) == 500
