"""The book is checked against the rows: each break made on purpose is said."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from payments import integrity
from payments.models import (
    Invoice,
    InvoiceLine,
    Means,
    NumberSequence,
    Payment,
    PaymentShare,
    Refund,
    Regie,
)
from payments.workflow import collecting, issuing, refunding
from tests.payments.builders import make_invoice, make_mandate, make_regie

pytestmark = pytest.mark.django_db
KEY = "6f5d8a3e-1111-4000-8000-000000000001"


@pytest.fixture
def book():
    """A régie that has lived: paid in part, refunded by hand, cancelled, handed over."""
    regie = make_regie()
    treasurer, other = make_mandate(regie), make_mandate(regie, "deputy")
    invoice = make_invoice(regie, total=1_000)
    payment = collecting.collect(key=KEY, amounts={invoice: 600}, means=Means.CASH, agent=treasurer)
    invoice.refresh_from_db()
    refund = refunding.ask(
        payment=payment, invoice=invoice, amount=200, reason="Erreur", agent=treasurer
    )
    refunding.approve(refund=refund, agent=other)
    refunding.settle_by_hand(refund=refund, agent=other, reference="M-1")
    issuing.cancel(invoice=make_invoice(regie, total=300), agent=treasurer, reason="Doublon")
    issuing.transfer(invoice=make_invoice(regie, total=400), agent=treasurer, title_number="T-9")
    return regie


def breaks():
    return list(integrity.breaks(Regie.objects.all()))


def test_a_true_book_has_no_break(book):
    out = StringIO()
    call_command("check_ledger", stdout=out)
    assert "disent la même chose" in out.getvalue()


@pytest.mark.parametrize(
    ("model", "changes", "says"),
    [
        (Invoice, "paid = 500 WHERE paid = 600", "paid 500, le livre 600"),
        (Invoice, "refunded = 100 WHERE refunded = 200", "refunded 100, le livre 200"),
        (Invoice, "total = 1001 WHERE total = 1000", "total 1001, ses lignes 1000"),
        (Invoice, "state = 'issued' WHERE total = 300", "reste dû retiré 0, le livre 300"),
        (Invoice, "state = 'cancelled' WHERE total = 1000", "400, le livre 0"),
        (InvoiceLine, "amount = 999 WHERE amount = 1000", "total 1000, ses lignes 999"),
        (Payment, "received = 601 WHERE received = 600", "received 601, le livre 600"),
        (Payment, "surplus = 1 WHERE received = 600", "surplus 1, le livre 0"),
        (PaymentShare, "applied = 1 WHERE applied = 600", "applied 600, ses factures 1"),
        (Refund, "amount = 150 WHERE amount = 200", "amount 150, le livre 200"),
        (Refund, "state = 'failed' WHERE amount = 200", "nothing 0, le livre 200"),
        (NumberSequence, "last = 9 WHERE last = 3", "9 numéros donnés, 3 factures"),
    ],
)
def test_each_break_is_said(book, model, changes, says):
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {model._meta.db_table} SET {changes}")  # noqa: S608 (ours)
        assert cursor.rowcount == 1
    assert any(says in sentence for sentence in breaks()), breaks()
    with pytest.raises(CommandError, match="rupture"):
        call_command("check_ledger", stdout=StringIO())


def test_the_queries_do_not_grow_with_the_rows(book, django_assert_max_num_queries):
    for _ in range(5):
        make_invoice(book)
    with django_assert_max_num_queries(17):
        assert breaks() == []


def test_one_regie_alone_is_looked_at(book):
    NumberSequence.objects.update(last=9)
    other = make_regie()
    call_command("check_ledger", regie=other.code, stdout=StringIO())
    with pytest.raises(CommandError, match="Aucune régie"):
        call_command("check_ledger", regie="ZZZZ", stdout=StringIO())
