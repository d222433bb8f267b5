"""A day at the counter: an invoice, cash and its change, the day closed; without script too."""

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from payments.models import DayClosing, InvoiceState, MandateRole
from tests.journeys import town
from tests.journeys.conftest import DESK, PHONE, OpenPage
from tests.payments.builders import make_mandate, make_regie


@pytest.mark.parametrize(("size", "script"), [(DESK, True), (PHONE, False)])
def test_an_invoice_is_issued_paid_in_cash_and_the_day_closed(
    open_page: OpenPage,
    live_server: LiveServer,
    axe: Callable[[Page], None],
    size: tuple[int, int],
    script: bool,
) -> None:
    regie = make_regie(name="Cantine")
    page = open_page(size=size, javascript=script)
    town.become(page, make_mandate(regie, MandateRole.DEPUTY), live_server.url)
    page.goto(f"/gestion/regies/{regie.code}/factures/nouvelle/")
    page.get_by_label("Objet").fill("Caution de salle")
    page.get_by_label("Nom du payeur").fill("Awa Delattre")
    page.get_by_label("À payer avant le").fill(timezone.localdate().isoformat())
    write_line(page, 1, "Caution", "40")
    page.get_by_role("button", name="Ajouter une ligne").click()
    write_line(page, 2, "Ménage", "2,50")
    page.get_by_role("button", name="Émettre la facture").click()
    expect(page.get_by_text("est émise")).to_be_visible()
    if script:
        axe(page)

    page.get_by_role("link", name="Encaisser", exact=True).first.click()
    page.get_by_label("reçu de la main à la main").fill("50")
    if not script:
        page.get_by_role("button", name="Calculer la monnaie").click()
    expect(page.get_by_text("À rendre")).to_contain_text("7,50")
    page.get_by_role("button", name="Encaisser", exact=True).click()
    expect(page.get_by_text("Rendez 7,50")).to_be_visible()
    assert regie.invoices.get().state == InvoiceState.PAID

    page.get_by_role("link", name="Caisse", exact=True).click()
    page.get_by_role("link", name="Clôturer aujourd’hui").click()
    page.get_by_text("Compter les espèces par billets").click()
    for piece, count in (("20,00", "2"), ("2,00", "1"), ("0,50", "1")):
        page.get_by_label(f"{piece}\u00a0€", exact=True).fill(count)
    page.get_by_role("button", name="Calculer les espèces").click()
    expect(page.get_by_label("Espèces\u00a0: compté")).to_have_value("42,50")
    page.get_by_role("button", name="Clôturer la journée").click()
    expect(page.get_by_text("est close").first).to_be_visible()
    assert DayClosing.objects.get().lines.get().counted == 4_250


def write_line(page: Page, rank: int, label: str, price: str) -> None:
    line = page.get_by_role("group", name=f"Ligne {rank}")
    line.get_by_label("Libellé").fill(label)
    line.get_by_label("Prix unitaire TTC").fill(price)
    line.get_by_label("Code de recette").fill("752")
