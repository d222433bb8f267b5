"""From a few words to the procedure: with what is proposed by the keyboard, and without script."""

import pytest
from playwright.sync_api import Page, expect

from search.results import phrases
from search.results.models import Searched
from tests.journeys import town
from tests.journeys.conftest import OpenPage
from tests.journeys.town import Town

BOX = "Décrivez votre besoin"


def first_result_leads_to_the_procedure(page: Page) -> None:
    first = page.locator(".results h3 a").first
    expect(first).to_have_text("Signaler un nid-de-poule")
    expect(page.locator(".advised").first).to_be_visible()
    first.click()
    town.at(page, "Signaler un nid-de-poule")
    assert Searched.objects.get().chosen == 1


def test_a_proposal_is_chosen_by_the_keyboard(phone: Page, arlencourt: Town, axe) -> None:
    phrases.refresh()
    phone.goto("/recherche/")
    box = phone.get_by_label(BOX)
    box.press_sequentially("trou da")
    option = phone.get_by_role("option", name="trou dans la route")
    expect(option).to_be_visible()
    expect(phone.get_by_role("status").filter(has_text="proposition")).to_have_text("1 proposition")
    axe(phone)
    phone.keyboard.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    expect(box).to_have_attribute("aria-activedescendant", str(option.get_attribute("id")))
    phone.keyboard.press("Enter")
    expect(phone).to_have_url(
        phone.url.split("/recherche/")[0] + "/recherche/?q=trou+dans+la+route"
    )
    first_result_leads_to_the_procedure(phone)


def test_escape_closes_the_proposals_and_leaves_what_was_typed(
    phone: Page, arlencourt: Town
) -> None:
    phrases.refresh()
    phone.goto("/demarches/")
    box = phone.get_by_label(BOX)
    box.press_sequentially("trou")
    expect(phone.get_by_role("option").first).to_be_visible()
    phone.keyboard.press("Escape")
    expect(phone.get_by_role("option")).to_have_count(0)
    expect(box).to_have_value("trou")


@pytest.mark.parametrize("address", ["/recherche/", "/demarches/"])
def test_the_search_works_without_script(
    open_page: OpenPage, arlencourt: Town, address: str
) -> None:
    page = open_page(javascript=False)
    page.goto(address)
    page.get_by_role("searchbox").fill("trou dans la route")
    page.get_by_role("searchbox").press("Enter")
    page.get_by_role("link", name="Signaler un nid-de-poule").click()
    town.at(page, "Signaler un nid-de-poule")


def test_an_adviser_goes_from_the_key_to_the_sheet(
    desk: Page, live_server, arlencourt: Town
) -> None:
    town.become(desk, arlencourt.adviser, live_server.url)
    desk.goto("/gestion/recherche/?q=route")
    desk.keyboard.press("/")
    expect(desk.get_by_role("combobox")).to_be_focused()
    desk.get_by_role("combobox").fill("nid-de-poule")
    desk.keyboard.press("Enter")
    expect(desk.locator("[data-row] a").first).to_have_text("Signaler un nid-de-poule")
    desk.get_by_role("heading", level=1).click()
    desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    town.at(desk, "Signaler un nid-de-poule")
