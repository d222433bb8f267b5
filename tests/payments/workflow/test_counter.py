"""The counter: taken, undone, counted, paid in, handed over; the book always says what is there."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from payments.models import (
    Account,
    DayClosing,
    Deposit,
    Entry,
    Invoice,
    InvoiceState,
    Kind,
    Mandate,
    MandateRole,
    Means,
    Payment,
    PaymentState,
)
from payments.rights import Act, acts_of
from payments.workflow import (
    cash,
    closing,
    collecting,
    depositing,
    handing_over,
    issuing,
    refunding,
)
from payments.workflow.refusals import NotAllowed, NotPossible
from portal.directory.models import Role
from portal.messaging.models import OutboundMessage
from tests.payments.book import balance
from tests.payments.builders import make_invoice, make_mandate, make_regie
from tests.portal.directory.factories import make_agent, make_member, make_service

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


@pytest.fixture
def regie():
    return make_regie(cash_maximum=10_000)


@pytest.fixture
def treasurer(regie):
    return make_mandate(regie)


@pytest.fixture
def deputy(regie):
    return make_mandate(regie, MandateRole.DEPUTY)


def take(regie, agent, amount, means=Means.CASH, invoice=None):
    invoice = invoice or make_invoice(regie, total=amount)
    return collecting.collect(
        key=uuid4(), amounts={invoice: amount}, means=means, agent=agent, detail="x"
    )


def close(regie, agent, day=None, note="", **counted):
    sums = {Means(name): amount for name, amount in counted.items()}
    return closing.close(regie=regie, day=day or TODAY(), counted=sums, agent=agent, note=note)


def pay_in(regie, agent, means=Means.CASH, amount=None):
    return depositing.deposit(regie=regie, means=means, agent=agent, key=uuid4(), amount=amount)


def test_a_form_sent_twice_issues_one_invoice(regie, deputy):
    key = uuid4()
    made = [
        issuing.issue_at_the_counter(
            key=key,
            regie=regie,
            agent=deputy,
            subject="Caution",
            payer=issuing.Payer("Awa Delattre"),
            lines=[issuing.Line("Caution", 500, "7067")],
        )
        for _ in range(2)
    ]
    assert made[0] == made[1]
    assert Invoice.objects.count() == 1


def test_one_payment_settles_several_invoices_in_part_or_whole(regie, deputy):
    one, two = make_invoice(regie, total=1_000), make_invoice(regie, total=2_000)
    key, amounts = uuid4(), {one: 1_000, two: 500}
    for _ in range(2):
        payment = collecting.collect(key=key, amounts=amounts, means=Means.CASH, agent=deputy)
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.state, two.state, two.due) == (InvoiceState.PAID, InvoiceState.PARTLY_PAID, 1_500)
    assert (payment.received, balance(Account.CASH)) == (1_500, 1_500)


class TestUndoing:
    def test_an_opposite_entry_is_written_and_the_debt_is_there_again(
        self, regie, treasurer, deputy
    ):
        invoice = make_invoice(regie, total=1_000)
        take(regie, deputy, 400, invoice=invoice)
        wrong = take(regie, deputy, 600, invoice=invoice)
        for _ in range(2):
            collecting.undo(payment=wrong, agent=treasurer, reason="Mauvaise facture")
        invoice.refresh_from_db()
        assert (invoice.state, invoice.due) == (InvoiceState.PARTLY_PAID, 600)
        assert (wrong.state, wrong.received, wrong.undone_by) == (
            PaymentState.UNDONE,
            0,
            treasurer,
        )
        assert wrong.entries.filter(kind=Kind.UNDO).count() == 1
        assert balance(Account.CASH) == 400
        assert balance(Account.RECEIVABLE) == 600

    def test_what_was_undone_is_taken_again_by_another_means(self, regie, treasurer):
        invoice = make_invoice(regie, total=1_000)
        collecting.undo(
            payment=take(regie, treasurer, 1_000, invoice=invoice), agent=treasurer, reason="Chèque"
        )
        invoice.refresh_from_db()
        assert invoice.state == InvoiceState.ISSUED
        take(regie, treasurer, 1_000, Means.CHEQUE, invoice)
        assert (balance(Account.CASH), balance(Account.CHEQUE)) == (0, 1_000)

    def test_only_the_treasurer_undoes(self, regie, deputy):
        payment = take(regie, deputy, 500)
        for agent in (deputy, make_mandate(make_regie())):
            with pytest.raises(NotAllowed):
                collecting.undo(payment=payment, agent=agent, reason="x")

    def test_not_once_the_day_is_closed(self, regie, treasurer):
        payment = take(regie, treasurer, 500)
        close(regie, treasurer, cash=500)
        with pytest.raises(NotPossible, match="close"):
            collecting.undo(payment=payment, agent=treasurer, reason="x")

    def test_not_on_another_day_nor_online(self, regie, treasurer):
        payment = take(regie, treasurer, 500)
        for change in ({"day": TODAY() - timedelta(1)}, {"day": TODAY(), "means": Means.ONLINE}):
            Payment.objects.filter(pk=payment.pk).update(**change)
            with pytest.raises(NotPossible, match="encaissement du jour"):
                collecting.undo(payment=payment, agent=treasurer, reason="x")

    @pytest.mark.parametrize("means", [Means.CASH, Means.CHEQUE, Means.CESU])
    def test_not_once_it_is_paid_in(self, regie, treasurer, means):
        payment = take(regie, treasurer, 500, means)
        pay_in(regie, treasurer, means)
        with pytest.raises(NotPossible, match="versée au Trésor"):
            collecting.undo(payment=payment, agent=treasurer, reason="x")

    def test_not_while_a_refund_holds_it(self, regie, treasurer):
        invoice = make_invoice(regie, total=500)
        payment = take(regie, treasurer, 500, invoice=invoice)
        refunding.ask(payment=payment, invoice=invoice, amount=5, reason="x", agent=treasurer)
        with pytest.raises(NotPossible, match="remboursement"):
            collecting.undo(payment=payment, agent=treasurer, reason="x")

    def test_not_once_the_rest_went_to_the_authorising_officer(self, regie, treasurer):
        invoice = make_invoice(regie, total=500)
        payment = take(regie, treasurer, 200, invoice=invoice)
        issuing.transfer(invoice=invoice, agent=treasurer, title_number="1")
        with pytest.raises(NotPossible, match="plus à payer ici"):
            collecting.undo(payment=payment, agent=treasurer, reason="x")


class TestClosing:
    def test_what_is_counted_is_kept_by_means(self, regie, deputy):
        take(regie, deputy, 500)
        take(regie, deputy, 300, Means.CHEQUE)
        take(regie, deputy, 200, Means.TERMINAL)
        take(regie, deputy, 100, Means.TRANSFER)
        done = close(regie, deputy, cash=500, cheque=300, terminal=200, transfer=100)
        lines = {line.means: (line.count, line.expected, line.counted) for line in done.lines.all()}
        assert lines == {
            "cash": (1, 500, 500),
            "cheque": (1, 300, 300),
            "terminal": (1, 200, 200),
            "transfer": (1, 100, 100),
        }
        assert not Entry.objects.filter(kind=Kind.GAP).exists()

    @pytest.mark.parametrize(("counted", "gap"), [(450, 50), (520, -20)])
    def test_a_gap_is_explained_and_booked(self, regie, deputy, counted, gap):
        take(regie, deputy, 500)
        with pytest.raises(NotPossible, match="expliquez l’écart"):
            close(regie, deputy, cash=counted)
        assert not DayClosing.objects.exists()
        close(regie, deputy, note="Erreur de rendu de monnaie", cash=counted)
        assert (balance(Account.GAP), balance(Account.CASH)) == (gap, counted)

    def test_a_closed_day_takes_nothing_more(self, regie, treasurer, deputy):
        invoice = make_invoice(regie, total=500)
        payment = take(regie, deputy, 500, invoice=invoice)
        refund = refunding.ask(payment=payment, invoice=invoice, amount=5, reason="x", agent=deputy)
        refunding.approve(refund=refund, agent=treasurer)
        close(regie, deputy, cash=500)
        with pytest.raises(NotPossible, match="demain"):
            take(regie, deputy, 100)
        with pytest.raises(NotPossible, match="demain"):
            refunding.settle_by_hand(refund=refund, agent=treasurer, reference="x")
        assert balance(Account.CASH) == 500

    def test_a_day_is_closed_once_and_none_before_it(self, regie, deputy):
        close(regie, deputy, cash=0)
        for day in (TODAY(), TODAY() - timedelta(3)):
            with pytest.raises(NotPossible, match="closes jusqu’au"):
                close(regie, deputy, day=day, cash=0)

    def test_a_day_to_come_is_not_closed(self, regie, deputy):
        with pytest.raises(NotPossible, match="pas commencé"):
            close(regie, deputy, day=TODAY() + timedelta(1), cash=0)

    def test_a_forgotten_day_is_closed_before_today(self, regie, deputy):
        yesterday = TODAY() - timedelta(1)
        with time_machine.travel(timezone.now() - timedelta(1), tick=False):
            take(regie, deputy, 500)
        take(regie, deputy, 200)
        with pytest.raises(NotPossible, match="Clôturez d’abord"):
            close(regie, deputy, cash=700)
        close(regie, deputy, day=yesterday, note="Une pièce perdue", cash=490)
        close(regie, deputy, cash=690)
        assert balance(Account.CASH) == 690

    def test_a_stranger_closes_nothing(self, regie):
        with pytest.raises(NotAllowed):
            close(regie, make_mandate(make_regie()), cash=0)


class TestDeposits:
    def test_slips_are_numbered_without_gaps(self, regie, treasurer):
        take(regie, treasurer, 1_000)
        first, second = (pay_in(regie, treasurer, amount=300) for _ in range(2))
        year = TODAY().year
        assert first.number == f"{regie.code}-B{year}-0001"
        assert second.number == f"{regie.code}-B{year}-0002"
        assert (balance(Account.CASH), balance(Account.TRANSFER)) == (400, 600)

    def test_a_form_sent_twice_pays_in_once(self, regie, treasurer):
        take(regie, treasurer, 1_000)
        key = uuid4()
        for _ in range(2):
            depositing.deposit(regie=regie, means=Means.CASH, agent=treasurer, key=key, amount=300)
        assert Deposit.objects.count() == 1

    @pytest.mark.parametrize("amount", [0, -1, 501])
    def test_never_more_than_what_is_held(self, regie, treasurer, amount):
        take(regie, treasurer, 500)
        with pytest.raises(NotPossible, match="dépasser"):
            pay_in(regie, treasurer, amount=amount)

    def test_nothing_held_nothing_paid_in(self, regie, treasurer):
        with pytest.raises(NotPossible, match="rien à verser"):
            pay_in(regie, treasurer)

    @pytest.mark.parametrize("means", [Means.TERMINAL, Means.TRANSFER, Means.ONLINE])
    def test_what_is_not_in_the_till_is_not_paid_in(self, regie, treasurer, means):
        with pytest.raises(NotPossible, match="Seuls"):
            pay_in(regie, treasurer, means)

    def test_cheques_go_all_together_and_once(self, regie, treasurer):
        taken = [take(regie, treasurer, amount, Means.CHEQUE) for amount in (300, 200)]
        with pytest.raises(NotPossible, match="tous ensemble"):
            pay_in(regie, treasurer, Means.CHEQUE, 300)
        made = pay_in(regie, treasurer, Means.CHEQUE)
        assert set(made.payments.all()) == set(taken)
        take(regie, treasurer, 50, Means.CHEQUE)
        assert pay_in(regie, treasurer, Means.CHEQUE).amount == 50

    def test_a_cheque_refunded_by_hand_leaves_the_others_to_pay_in(self, regie, treasurer, deputy):
        invoice = make_invoice(regie, total=300)
        payment = take(regie, deputy, 300, Means.CHEQUE, invoice)
        pay_in(regie, treasurer, Means.CHEQUE)
        refund = refunding.ask(
            payment=payment, invoice=invoice, amount=300, reason="x", agent=deputy
        )
        refunding.approve(refund=refund, agent=treasurer)
        refunding.settle_by_hand(refund=refund, agent=treasurer, reference="Virement 4")
        take(regie, treasurer, 50, Means.CHEQUE)
        assert pay_in(regie, treasurer, Means.CHEQUE).amount == 50
        assert balance(Account.TRANSFER) == 50

    def test_cash_that_was_paid_in_is_given_back_by_the_accountant(self, regie, treasurer, deputy):
        payment = take(regie, deputy, 300, invoice=make_invoice(regie, total=300))
        pay_in(regie, treasurer, amount=200)
        given_back(payment, 150, deputy, treasurer)
        assert (balance(Account.CASH), balance(Account.TRANSFER)) == (100, 50)

    def test_only_the_treasurer_pays_in(self, regie, deputy):
        take(regie, deputy, 500)
        for agent in (deputy, make_mandate(make_regie())):
            with pytest.raises(NotAllowed):
                pay_in(regie, agent)


class TestCashMaximum:
    @pytest.mark.parametrize(
        ("amount", "tone"), [(7_999, None), (8_000, "warn"), (9_999, "warn"), (10_000, "bad")]
    )
    def test_it_is_told_from_eighty_per_cent(self, regie, treasurer, amount, tone):
        take(regie, treasurer, amount)
        alert = cash.of(regie).alert
        assert (alert and alert.tone) == tone

    def test_the_treasurer_is_written_to_once_a_day_when_it_is_reached(
        self, regie, treasurer, deputy
    ):
        take(regie, deputy, 9_000)
        assert not OutboundMessage.objects.exists()
        for _ in range(3):
            take(regie, deputy, 1_000)
        message = OutboundMessage.objects.get()
        assert message.recipient == treasurer.email
        assert "100,00" in message.text.replace("\u00a0", " ").replace("\u202f", " ")


class TestHandingOver:
    def test_rights_pass_at_once_from_one_to_the_other(self, regie, treasurer, deputy):
        take(regie, treasurer, 500)
        done = handing_over.hand_over(regie=regie, to=deputy, counted=500, agent=treasurer)
        assert acts_of(treasurer, regie) == frozenset()
        assert acts_of(deputy, regie) == frozenset(Act)
        assert (done.before.agent, done.after.agent, done.cash) == (treasurer, deputy, 500)
        assert Mandate.objects.filter(regie=regie, until=None).count() == 1

    def test_what_differs_is_noted(self, regie, treasurer):
        take(regie, treasurer, 500)
        new = make_agent()
        with pytest.raises(NotPossible, match="réserves"):
            handing_over.hand_over(regie=regie, to=new, counted=490, agent=treasurer)
        assert Act.DEPOSIT in acts_of(treasurer, regie)
        done = handing_over.hand_over(
            regie=regie, to=new, counted=490, agent=treasurer, note="Dix centimes manquent"
        )
        assert done.note

    def test_an_administrator_of_the_organisation_does_it_and_sees_no_more(self, regie, treasurer):
        service = make_service(organisation=regie.organisation)
        head = make_member(service, Role.ADMINISTRATOR)
        handing_over.hand_over(regie=regie, to=make_agent(), counted=0, agent=head)
        assert acts_of(head, regie) == frozenset()

    @pytest.mark.parametrize("who", ["deputy", "stranger", "adviser", "elsewhere"])
    def test_nobody_else_does(self, regie, treasurer, deputy, who):
        service = make_service(organisation=regie.organisation)
        agents = {
            "deputy": deputy,
            "stranger": make_mandate(make_regie()),
            "adviser": make_member(service, Role.ADVISER),
            "elsewhere": make_member(make_service(), Role.ADMINISTRATOR),
        }
        with pytest.raises(NotAllowed):
            handing_over.hand_over(regie=regie, to=deputy, counted=0, agent=agents[who])

    def test_it_goes_to_somebody_else_with_an_open_account(self, regie, treasurer):
        for to in (treasurer, make_agent(is_active=False)):
            with pytest.raises(NotPossible, match="une autre personne"):
                handing_over.hand_over(regie=regie, to=to, counted=0, agent=treasurer)


step = st.one_of(
    st.tuples(st.just("take"), st.integers(1, 5_000)),
    st.tuples(st.just("undo"), st.integers(0, 9)),
    st.tuples(st.just("deposit"), st.integers(1, 5_000)),
    st.tuples(st.just("refund"), st.integers(1, 5_000)),
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=st.lists(step, max_size=12), gap=st.integers(-300, 300))
def test_taken_less_paid_in_less_given_back_with_gaps_is_what_is_in_the_till(steps, gap):
    regie = make_regie()
    treasurer, deputy = make_mandate(regie), make_mandate(regie, MandateRole.DEPUTY)
    taken, deposits, refunds = [], 0, 0
    for verb, number in steps:
        try:
            if verb == "take":
                taken.append(take(regie, deputy, number))
            elif verb == "undo" and taken:
                payment = taken[number % len(taken)]
                collecting.undo(payment=payment, agent=treasurer, reason="x")
            elif verb == "deposit":
                deposits += pay_in(regie, treasurer, amount=number).amount
            elif verb == "refund" and taken:
                in_the_till = balance(Account.CASH, regie=regie) >= number
                given = given_back(taken[-1], number, deputy, treasurer)
                refunds += given if in_the_till else 0  # else the Treasury's account pays
        except NotPossible:
            continue
    collected = sum(
        Payment.objects.confirmed().filter(regie=regie).values_list("received", flat=True)
    )
    left = collected - deposits - refunds
    assert balance(Account.CASH, regie=regie) == left
    assert left >= 0
    counted = max(0, left + gap)
    close(regie, deputy, note="Écart", cash=counted)
    assert balance(Account.CASH, regie=regie) == counted
    assert balance(Account.GAP, regie=regie) == left - counted


def given_back(payment, amount, deputy, treasurer):
    invoice = payment.shares.get().invoice
    refund = refunding.ask(
        payment=payment, invoice=invoice, amount=amount, reason="x", agent=deputy
    )
    refunding.approve(refund=refund, agent=treasurer)
    refunding.settle_by_hand(refund=refund, agent=treasurer, reference="x")
    return amount
