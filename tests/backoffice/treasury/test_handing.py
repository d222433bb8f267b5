"""Invoices leave the régie: cancelled, or handed to the authorising officer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from payments.models import Invoice, InvoiceState
from payments.workflow import issuing
from tests.payments.builders import make_invoice

pytestmark = pytest.mark.django_db


@pytest.fixture
def overdue(regie):
    """Three invoices long past their date, with their reminders."""
    due_on = timezone.localdate() - timedelta(days=60)
    made = [make_invoice(regie, total=1_000, due_on=due_on) for _ in range(3)]
    Invoice.objects.update(reminded=2)
    return made


def test_a_treasurer_cancels_with_a_reason(client, at, invoice, treasurer):
    client.force_login(treasurer)
    address = at(f"factures/{invoice.number}/annuler/")
    assert "Écrivez pourquoi" in client.post(address).content.decode()
    assert client.post(address, {"reason": "Doublon"}).status_code == 302
    invoice.refresh_from_db()
    assert (invoice.state, invoice.closed_reason) == (InvoiceState.CANCELLED, "Doublon")
    page = client.get(address).content.decode()
    assert "Doublon" in page
    assert '<button class="button danger"' not in page


def test_what_was_paid_is_not_cancelled(client, at, payment, invoice, treasurer):
    client.force_login(treasurer)
    answer = client.post(at(f"factures/{invoice.number}/annuler/"), {"reason": "Doublon"})
    assert answer.status_code == 409
    assert "remboursez-la" in answer.content.decode()
    assert "Doublon" in answer.content.decode()


def test_a_treasurer_hands_one_over(client, at, invoice, treasurer):
    client.force_login(treasurer)
    address = at(f"factures/{invoice.number}/transmettre/")
    for _ in range(2):
        assert client.post(address, {"title_number": "T-41"}).status_code == 302
    assert "T-41" in client.get(address).content.decode()
    assert client.post(address, {"title_number": "T-42"}).status_code == 409


def test_those_that_are_ticked_are_handed_over_together(client, at, overdue, treasurer):
    client.force_login(treasurer)
    first, second, third = (invoice.number for invoice in overdue)
    form = {f"tick_{first}": "on", f"title_{first}": "T-1", f"tick_{second}": "on"}
    answer = client.post(at("titres/"), form)
    assert answer.status_code == 400
    assert f"Facture {second}" in answer.content.decode()
    assert not Invoice.objects.filter(state=InvoiceState.TRANSFERRED).exists()
    assert client.post(at("titres/"), form | {f"title_{second}": "T-2"}).status_code == 302
    titles = Invoice.objects.filter(state=InvoiceState.TRANSFERRED).order_by("pk")
    assert list(titles.values_list("title_number", flat=True)) == ["T-1", "T-2"]
    assert third in client.get(at("titres/")).content.decode()
    assert "Cochez" in client.post(at("titres/"), {}).content.decode()


def test_only_what_was_reminded_or_cannot_be_is_listed(client, at, regie, overdue, treasurer):
    due_on = timezone.localdate() - timedelta(days=60)
    silent = make_invoice(regie, due_on=due_on)
    letter = make_invoice(regie, due_on=due_on, payer=issuing.Payer("Awa Delattre"))
    client.force_login(treasurer)
    text = client.get(at("titres/")).content.decode()
    assert letter.number in text
    assert silent.number not in text


def test_a_deputy_does_neither(client, at, invoice, overdue, deputy):
    client.force_login(deputy)
    for path in (f"factures/{invoice.number}/annuler/", "titres/"):
        assert client.get(at(path)).status_code == 403
        assert client.post(at(path), {"reason": "x"}).status_code == 403


def test_the_queries_do_not_grow_with_the_invoices(
    client, at, overdue, treasurer, django_assert_max_num_queries
):
    client.force_login(treasurer)
    with django_assert_max_num_queries(12):
        client.get(at("titres/"))


def test_the_invoices_page_leads_a_treasurer_there_and_no_deputy(
    client, at, payment, invoice, treasurer, deputy
):
    unpaid = make_invoice(invoice.regie)
    for agent, seen in ((treasurer, True), (deputy, False)):
        client.force_login(agent)
        text = client.get(at(f"factures/{unpaid.number}/")).content.decode()
        assert (at(f"factures/{unpaid.number}/annuler/") in text) is seen
    paid = client.get(at(f"factures/{invoice.number}/")).content.decode()
    assert at(f"paiements/{payment.pk}/") in paid
