"""The receipt of a payment, read back from the PDF: its form, and every item that is owed."""

import io
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from payments import receipt
from payments.models import Means, Payment
from payments.splitting import vat_within
from payments.tasks import issue_receipt
from payments.workflow import collecting, issuing, paying, receipting
from portal.media.models import StoredFile
from portal.messaging.models import OutboundMessage
from portal.text.dates import full_date
from tests.payments.builders import confirmed, make_invoice, make_mandate, make_regie
from tests.portal.demandes.test_receipt import plain, structure, words
from tests.portal.tasks.workers import run_tasks

pytestmark = pytest.mark.django_db
EMAIL = "awa.delattre@courriel.example"


def read(payment: Payment) -> PdfReader:
    return PdfReader(io.BytesIO(receipt.draw(payment)))


@pytest.fixture
def payment() -> Payment:
    """Of two invoices, with two rates of VAT, and five euros too many."""
    regie = make_regie(name="Régie du conservatoire", legal_mentions="Recours\u00a0: deux mois.")
    one = make_invoice(
        regie,
        subject="Cours de musique",
        lines=[issuing.Line("Trompette", 12_000, "7062", vat_rate=2000)],
    )
    two = make_invoice(
        regie,
        subject="Partitions",
        payer=issuing.Payer("Léo Caron"),
        lines=[issuing.Line("Cahier", 1_055, "7088", vat_rate=550)],
    )
    return confirmed(paying.start(invoices=[one, two], email=EMAIL), charged=13_555)


def test_it_is_a_tagged_pdf_in_french(payment: Payment) -> None:
    reader = read(payment)
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "fr"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata.title == f"Reçu de paiement {payment.reference}"
    assert "pdfuaid:part" in root["/Metadata"].get_object().get_data().decode()
    tags = structure(reader)
    assert {"/H1", "/H2", "/P", "/Table", "/TH", "/TD"} <= set(tags)


def test_it_says_everything_that_proves_the_payment(payment: Payment) -> None:
    text, at = words(read(payment)), payment.settled_at.astimezone(payment.regie.time_zone)
    for said in (
        payment.regie.organisation.name,
        "Régie du conservatoire",
        "Awa Delattre, Léo Caron",
        f"{payment.reference}-{payment.pk}",
        "En ligne",
        full_date(at.date()),
        "Nous avons reçu 135,55 €",
        *(share.invoice.number for share in payment.shares.select_related("invoice")),
        "Cours de musique",
        "Payé par ce paiement : 120,00 €",
        "Payé par ce paiement : 10,55 €",
        "5,00 € n’étaient pas dus",
        "20 % 100,00 € 20,00 € 120,00 €",
        "5,5 % 10,00 € 0,55 € 10,55 €",
        "Recours : deux mois.",
    ):
        assert plain(said) in text, said


def test_a_part_says_what_is_left_and_without_vat_it_says_so() -> None:
    regie = make_regie()
    deputy, invoice = make_mandate(regie), make_invoice(regie, total=4_250)
    taken = collecting.collect(
        key=uuid4(), amounts={invoice: 1_000}, means=Means.CHEQUE, agent=deputy
    )
    text = words(read(taken))
    assert "Chèque" in text
    assert "Reste à payer à ce jour : 32,50 €" in text
    assert "Aucune TVA" in text


@pytest.mark.parametrize("counter", [False, True])
def test_it_is_drawn_once_and_its_link_sent_once_whoever_took_the_money(counter: bool) -> None:
    regie = make_regie()
    deputy, invoice = make_mandate(regie), make_invoice(regie)
    if counter:
        amounts = {invoice: invoice.due}
        paid = collecting.collect(key=uuid4(), amounts=amounts, means=Means.CASH, agent=deputy)
    else:
        paid = confirmed(paying.start(invoices=[invoice], email=EMAIL))
    run_tasks()
    issue_receipt.call(paid.pk)
    receipting.issue(paid.pk)
    paid.refresh_from_db()
    assert StoredFile.objects.get() == paid.receipt
    message = OutboundMessage.objects.get()
    assert message.recipient == EMAIL
    assert str(paid.key) in message.text
    assert invoice.access_code not in message.text


def test_what_was_not_paid_has_no_receipt() -> None:
    payment = paying.start(invoices=[make_invoice()], email=EMAIL)
    receipting.issue(payment.pk)
    assert not StoredFile.objects.exists()
    assert not OutboundMessage.objects.exists()


@given(st.integers(0, 10**10), st.sampled_from([0, 210, 550, 1000, 2000]))
def test_the_tax_and_the_price_without_it_make_the_price(included: int, rate: int) -> None:
    tax = vat_within(included, rate)
    without = included - tax
    assert 0 <= tax <= included
    assert abs(without * rate - tax * 10_000) <= (10_000 + rate) // 2
