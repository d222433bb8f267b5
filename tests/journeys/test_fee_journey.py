"""The canteen filed, then paid: refused, abandoned, paid; the market paid so as to be filed."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer
from wagtail.models import Site

from payments.models import Invoice, Timing
from portal.demandes.models import Demande
from portal.demandes.states import State
from tests import builders
from tests.journeys import town
from tests.journeys.conftest import OpenPage
from tests.journeys.town import Town
from tests.payments.builders import make_regie
from tests.payments.fees.builders import SCHEMA, make_fee
from tests.portal.tasks.workers import run_tasks

CANTEEN, MARKET = "Inscrire mon enfant à la cantine", "Réserver un emplacement au marché"


@pytest.fixture
def paid(arlencourt: Town, live_server: LiveServer) -> Town:
    """Two procedures of the roads' service that are paid for; the bank leads back to this site."""
    address = urlsplit(live_server.url)
    Site.objects.update(hostname=address.hostname, port=address.port)
    regie = make_regie(organisation=arlencourt.organisation, name="Cantine et accueil de loisirs")
    for code, title, timing in (
        ("cantine", CANTEEN, Timing.AFTER),
        ("marche", MARKET, Timing.BEFORE),
    ):
        procedure = builders.make_procedure(
            SCHEMA, code=code, title=title, service=arlencourt.roads
        )
        make_fee(procedure, regie=regie, timing=timing)
    return arlencourt


def fill(page: Page, code: str) -> None:
    """From the page of the procedure to the check of the answers, and its price."""
    page.goto(f"/demarches/{code}/")
    expect(page.get_by_text("De 0,00 € à 5,00 €")).to_be_visible()
    page.get_by_role("button", name="Commencer la demande").click()
    town.at(page, "Le prix")
    page.get_by_label("Votre commune").fill("Arras")
    page.get_by_label("Votre quotient familial").fill("450")
    for day in ("lundi", "jeudi"):
        page.get_by_label(day).check()
    town.go_on(page, title="Vous")
    town.identify(page)
    town.go_on(page, title="Vérifiez vos réponses")
    expect(page.get_by_role("heading", name="Le prix : 4,00 €")).to_be_visible()
    expect(page.get_by_text("Quotient de 400 à 799 €")).to_be_visible()


def try_to_pay(page: Page, choice: str) -> None:
    """From a page that offers to pay to the bank's, and what one does there."""
    page.get_by_role("link", name="Payer maintenant").click()
    page.get_by_role("main").get_by_role("button", name=re.compile("^Payer")).first.click()
    expect(page.get_by_text("Page de démonstration")).to_be_visible()
    page.get_by_role("button", name=choice, exact=True).click()
    page.wait_for_url("**/paiement/**")
    run_tasks()


def follow(page: Page, demande: Demande) -> None:
    page.goto(f"/suivi/{demande.reference}/")


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
@pytest.mark.usefixtures("paid")
def test_the_canteen_is_filed_then_paid_at_the_third_attempt(
    open_page: OpenPage, axe, *, javascript: bool
) -> None:
    phone = open_page(javascript=javascript)
    fill(phone, "cantine")
    if javascript:
        axe(phone)
    demande = town.filed(phone)
    expect(phone.get_by_role("heading", name="À payer : 4,00 €")).to_be_visible()
    if javascript:
        axe(phone)
    for choice in ("Refuser la carte", "Abandonner"):
        try_to_pay(phone, choice)
        follow(phone, demande)
        expect(phone.get_by_role("heading", name="À payer : 4,00 €")).to_be_visible()
    try_to_pay(phone, "Payer")
    follow(phone, demande)
    expect(phone.get_by_role("heading", name="Payée : 4,00 €")).to_be_visible()
    if javascript:
        axe(phone)
    phone.get_by_role("link", name="Voir la facture et le reçu").click()
    phone.wait_for_url(f"**/paiement/facture/{Invoice.objects.get().number}/")
    expect(phone.get_by_role("main").get_by_text("Payée").first).to_be_visible()


def test_the_market_is_seen_by_nobody_until_it_is_paid(
    phone: Page, desk: Page, paid: Town, axe, live_server: LiveServer
) -> None:
    town.become(desk, paid.officer, live_server.url)
    fill(phone, "marche")
    phone.get_by_role("button", name="Enregistrer et payer").click()
    town.at(phone, "Il reste à payer votre demande")
    axe(phone)
    desk.goto("/gestion/files/a-affecter/")
    expect(desk.get_by_role("main").get_by_text(MARKET)).to_have_count(0)

    demande = Demande.objects.get()
    follow(phone, demande)
    axe(phone)
    try_to_pay(phone, "Payer")
    follow(phone, demande)
    expect(phone.get_by_text("Paiement reçu, demande déposée")).to_be_visible()
    demande.refresh_from_db()
    assert demande.state == State.FILED

    desk.reload()
    desk.get_by_role("main").get_by_role("link", name=MARKET).first.click()
    expect(desk.get_by_role("heading", name="Paiement")).to_be_visible()
    expect(desk.get_by_text("Payée", exact=True)).to_be_visible()
    axe(desk)
