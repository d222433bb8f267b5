"""Invoices are numbered without gaps, cancelled or handed over once, and the book follows."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from payments.models import Account, Entry, InvoiceState, MandateRole, Source
from payments.workflow import issuing
from payments.workflow.issuing import Line, Payer
from payments.workflow.refusals import NotAllowed, NotPossible
from tests.payments.book import balance
from tests.payments.builders import make_invoice, make_mandate, make_regie

db = pytest.mark.django_db


@db
def test_numbers_of_a_regie_and_year_follow_without_gaps():
    regie = make_regie(code="CANT")
    numbers = [make_invoice(regie).number for _ in range(3)]
    year = numbers[0][4:8]
    assert numbers == [f"CANT{year}00000{rank}" for rank in (1, 2, 3)]


@db
def test_an_invoice_that_is_undone_gives_its_number_back():
    regie = make_regie()
    first = make_invoice(regie)
    with transaction.atomic():
        make_invoice(regie)
        transaction.set_rollback(True)
    assert int(make_invoice(regie).number[-6:]) == int(first.number[-6:]) + 1


@db
def test_an_external_identifier_names_one_invoice():
    regie = make_regie()
    make_invoice(regie, external_id="F-1")
    make_invoice(make_regie(), external_id="F-1")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_invoice(regie, external_id="F-1")


@db
def test_nothing_is_issued_for_nothing():
    with pytest.raises(NotPossible, match="supérieur à zéro"):
        make_invoice(total=0)


@db
def test_only_a_mandate_issues():
    regie = make_regie()
    with pytest.raises(NotAllowed):
        make_invoice(regie, agent=make_mandate(make_regie()))
    assert make_invoice(regie, agent=make_mandate(regie, MandateRole.DEPUTY)).total == 4_250


@given(
    quantity=st.decimals(min_value="0.001", max_value="999999", places=3),
    price=st.integers(-(10**9), 10**9),
)
def test_an_amount_is_the_nearest_minor_unit(quantity, price):
    amount = Line("Repas", price, "7067", quantity).amount
    assert isinstance(amount, int)
    assert abs(Decimal(amount) - quantity * price) <= Decimal("0.5")


@db
def test_a_total_is_the_sum_of_its_lines():
    lines = [Line("Repas", 333, "7067", Decimal("1.5")), Line("Remise", -100, "7067")]
    invoice = issuing.issue(
        regie=make_regie(),
        source=Source.COUNTER,
        subject="Cantine",
        payer=Payer("Awa Delattre"),
        lines=lines,
    )
    assert invoice.total == 500 - 100
    assert [line.amount for line in invoice.lines.all()] == [500, -100]


@db
def test_a_cancelled_invoice_owes_nothing_and_stays_so():
    regie = make_regie()
    treasurer, invoice = make_mandate(regie), make_invoice(regie)
    for _ in range(2):
        issuing.cancel(invoice=invoice, agent=treasurer, reason="Erreur")
    assert (invoice.state, invoice.due) == (InvoiceState.CANCELLED, 0)
    assert balance(Account.RECEIVABLE) == balance(Account.REVENUE) == 0


@db
def test_what_is_handed_to_the_authorising_officer_is_payable_no_more():
    regie = make_regie()
    treasurer, invoice = make_mandate(regie), make_invoice(regie)
    for _ in range(2):
        issuing.transfer(invoice=invoice, agent=treasurer, title_number="2026-118")
    assert (invoice.state, invoice.due) == (InvoiceState.TRANSFERRED, 0)
    assert balance(Account.AUTHORITY) == invoice.total
    with pytest.raises(NotPossible):
        issuing.cancel(invoice=invoice, agent=treasurer, reason="Erreur")


@db
@pytest.mark.parametrize("verb", ["cancel", "transfer"])
def test_a_deputy_neither_cancels_nor_hands_over(verb):
    regie = make_regie()
    invoice, deputy = make_invoice(regie), make_mandate(regie, MandateRole.DEPUTY)
    more = {"reason": "x"} if verb == "cancel" else {"title_number": "1"}
    with pytest.raises(NotAllowed):
        getattr(issuing, verb)(invoice=invoice, agent=deputy, **more)


@db
def test_the_book_refuses_to_be_changed():
    make_invoice()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Entry.objects.update(amount=1)
