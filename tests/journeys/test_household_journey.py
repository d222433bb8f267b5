"""The persons of a household, added and removed on one page, with and without JavaScript."""

import pytest
from playwright.sync_api import Page, expect

from tests import builders
from tests.journeys import town
from tests.journeys.conftest import OpenPage
from tests.portal.procedures.households import FORM, LEA, eur

TITLE = "Demander une aide"


@pytest.fixture
def procedure(arlencourt: town.Town) -> None:
    builders.make_procedure(FORM, code="aide", title=TITLE, service=arlencourt.social)


def child(page: Page, number: int, name: str, born: str, income: str) -> None:
    row = page.get_by_role("group", name=f"Enfant {number}", exact=True)
    row.get_by_label("Prénom").fill(name)
    row.get_by_label("Date de naissance").fill(born)
    row.get_by_label("Revenu").fill(income)


def add(page: Page, number: int) -> None:
    page.get_by_role("button", name=f"Ajouter : Enfant {number}").click()
    expect(page.get_by_role("group", name=f"Enfant {number}", exact=True)).to_be_focused()


@pytest.mark.usefixtures("procedure")
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_household_is_described_child_by_child(
    open_page: OpenPage, page_problems: list[str], axe, *, javascript: bool
) -> None:
    phone = open_page(javascript=javascript)
    phone.goto("/demarches/aide/?loyer=400,5")
    phone.get_by_role("button", name="Commencer la demande").click()
    town.at(phone, "Le foyer")
    expect(phone.get_by_label("Loyer")).to_have_value("400,5")
    add(phone, 1)
    child(phone, 1, "Zoé", "1/2/2020", "5")
    add(phone, 2)
    child(phone, 2, "Léa", "12 mars", "600")
    phone.get_by_role("button", name="Continuer", exact=True).click()
    errors = phone.get_by_role("alert")
    expect(errors).to_contain_text("Enfant 2, date de naissance")
    if javascript:
        expect(errors).to_be_focused()
        axe(phone)
    town.refused(page_problems)
    phone.get_by_role("button", name="Retirer Enfant 1").click()
    expect(phone.get_by_role("group", name="Enfant 2")).to_have_count(0)
    expect(phone.get_by_label("Date de naissance")).to_have_value("12 mars")
    phone.get_by_label("Date de naissance").fill("12 mars 2015")
    town.go_on(phone, title="Les totaux")
    expect(phone.get_by_text("Reste : 199,50 €")).to_be_visible()
    if javascript:
        axe(phone)
    phone.go_back()
    expect(phone.get_by_label("Prénom")).to_have_value("Léa")
    town.go_on(phone, title="Les totaux")
    town.go_on(phone, title="Vous")
    town.identify(phone)
    town.go_on(phone, title="Vérifiez vos réponses")
    expect(phone.get_by_text("Prénom : Léa")).to_be_visible()
    demande = town.filed(phone)
    assert demande.answers["enfants"] == [LEA]
    assert demande.answers["reste"] == eur(19_950)
