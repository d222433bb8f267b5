"""A letter's number and code, then the bank: refused, given up, come back to and paid."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from payments.models import Invoice, PaymentState
from portal.demandes.references import display_code
from tests.journeys import town
from tests.journeys.conftest import OpenPage
from tests.journeys.town import Town
from tests.payments.builders import make_invoice, make_regie
from tests.portal.messaging.mail_server import MailServer

EMAIL = "awa.delattre@courriel.example"


@pytest.fixture(autouse=True)
def _site_is_here(arlencourt: Town, live_server: LiveServer) -> None:
    """The bank's page and the links of the e-mails are on the organisation's site."""
    site = arlencourt.organisation.site
    address = urlsplit(live_server.url)
    site.hostname, site.port = address.hostname, address.port
    site.save()


def two_invoices(arlencourt: Town) -> list[Invoice]:
    regie = make_regie(organisation=arlencourt.organisation, name="Régie de la cantine")
    return [
        make_invoice(regie, total=4_250),
        make_invoice(regie, total=1_000, subject="Cantine d’octobre"),
    ]


def type_in(page: Page, invoice: Invoice, amount: str) -> None:
    """As it is written on the letter, without care."""
    page.get_by_label("Numéro de la facture").fill(f" {invoice.number.lower()} ")
    page.get_by_label("Montant").fill(amount)
    page.get_by_label("Code de paiement").fill(display_code(invoice.access_code).lower())
    page.get_by_role("button", name="Voir la facture").click()
    town.at(page, invoice.subject)


def at_the_bank(page: Page, choice: str, then: str) -> None:
    page.get_by_role("button", name=choice, exact=True).click()
    town.at(page, then)


def test_a_letter_is_paid_after_a_refusal_and_a_change_of_mind(
    open_page: OpenPage,
    page_problems: list[str],
    smtp: MailServer,
    arlencourt: Town,
    axe: Callable[[Page], None],
) -> None:
    invoice, other = two_invoices(arlencourt)
    phone = open_page()
    phone.goto("/")
    phone.get_by_role("link", name="Payer", exact=True).click()
    axe(phone)
    type_in(phone, invoice, "42,5")
    axe(phone)
    pay = phone.get_by_role("button", name="Payer 42,50 €")
    pay.click()
    at_the_bank(phone, "Refuser la carte", "Le paiement n’a pas abouti")
    axe(phone)
    phone.get_by_role("link", name="Réessayer").click()
    pay.click()
    at_the_bank(phone, "Abandonner", "Vous n’avez pas payé")
    axe(phone)
    phone.get_by_role("link", name="Réessayer").click()
    phone.get_by_role("link", name="Payer aussi une autre facture").click()
    type_in(phone, other, "10 €")
    phone.get_by_role("link", name="Les payer ensemble").click()
    axe(phone)
    total = phone.locator("[data-total]")
    expect(total).to_have_text("52,50 €")
    phone.get_by_label("Cantine d’octobre").uncheck()
    expect(total).to_have_text("42,50 €")
    phone.get_by_label("Cantine d’octobre").check()
    phone.get_by_role("button", name="Payer les factures cochées").click()
    at_the_bank(phone, "Payer", "Merci, votre paiement est reçu")
    axe(phone)
    with phone.expect_download() as download:
        phone.get_by_role("link", name="Télécharger le reçu (PDF)").click()
    assert download.value.suggested_filename.startswith("recu-")

    phone.go_back()
    phone.goto(f"/paiement/facture/{invoice.number}/")
    expect(phone.get_by_text("Cette facture est payée.")).to_be_visible()
    axe(phone)
    assert sorted(invoice.shares.values_list("payment__state", flat=True)) == sorted(
        [PaymentState.FAILED, PaymentState.EXPIRED, PaymentState.CONFIRMED]
    )
    mail = town.last_mail(smtp)
    assert "52,50" in mail
    open_page().goto(town.path_in(mail, "/paiement/retour/"))


def test_it_is_paid_without_javascript(
    open_page: OpenPage, page_problems: list[str], arlencourt: Town
) -> None:
    invoice, other = two_invoices(arlencourt)
    page = open_page(javascript=False)
    for each, amount in ((other, "10"), (invoice, "42,50")):
        page.goto("/paiement/")
        type_in(page, each, amount)
    page.get_by_role("link", name="Les payer ensemble").click()
    page.get_by_label("Cantine d’octobre").uncheck()
    page.get_by_role("button", name="Payer les factures cochées").click()
    at_the_bank(page, "Payer", "Merci, votre paiement est reçu")
    invoice.refresh_from_db()
    other.refresh_from_db()
    assert (invoice.due, other.due) == (0, 1_000)
