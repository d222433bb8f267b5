"""The look in a real browser: every component and layout, narrow and wide, by light and by dark."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from portal.ui.gallery import PAGES
from tests.journeys.conftest import DESK, PHONE, OpenPage

pytestmark = pytest.mark.urls("tests.portal.ui.gallery_urls")
ADDRESSES = ["/galerie/", *[f"/galerie/{name}/" for name in PAGES]]
STAFF = {"/galerie/file/", "/galerie/demande/"}
# What a finger or a pointer aims at; links inside a sentence are let off by WCAG 2.5.8.
TARGETS = (
    ".button, .choice, .field :is(input:not(.choice *), select), nav a, .tel, .tabs a, .chips a"
)
SMALLER_THAN = """(nodes, least) => nodes
    .filter(node => node.getClientRects().length && !node.classList.contains("link"))
    .map(node => [node.outerHTML.slice(0, 90), node.getBoundingClientRect().height])
    .filter(([, height]) => height < least)"""


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "light"), (DESK, "dark")])
def test_a_page_passes_axe_and_never_scrolls_sideways(
    open_page: OpenPage,
    axe: Callable[[Page], None],
    address: str,
    size: tuple[int, int],
    scheme: str,
) -> None:
    page = open_page(size=size, scheme=scheme)
    page.goto(address)
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    least = 36 if address in STAFF else 44  # CSS pixels
    assert page.locator(TARGETS).evaluate_all(SMALLER_THAN, least - 0.5) == []


def test_keys_search_move_and_open(desk: Page) -> None:
    desk.goto("/galerie/file/")
    desk.keyboard.press("j")
    desk.keyboard.press("j")
    expect(desk.get_by_role("link", name="Lampadaire éteint")).to_be_focused()
    desk.keyboard.press("k")
    expect(desk.get_by_role("link", name="Nid-de-poule")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk).to_have_url(re.compile("#$"))
    desk.keyboard.press("/")
    field = desk.get_by_label("Rechercher")
    expect(field).to_be_focused()
    desk.keyboard.type("j/k?")
    expect(field).to_have_value("j/k?")


def test_the_keys_are_listed_and_can_be_turned_off_for_good(desk: Page) -> None:
    desk.goto("/galerie/file/")
    desk.keyboard.press("?")
    dialog = desk.get_by_role("dialog", name="Raccourcis du clavier")
    expect(dialog).to_be_visible()
    dialog.get_by_role("checkbox").uncheck()
    desk.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    desk.reload()
    desk.keyboard.press("j")
    expect(desk.get_by_role("link", name="Nid-de-poule")).not_to_be_focused()


def test_errors_take_the_focus_and_lead_to_their_field(phone: Page) -> None:
    phone.goto("/galerie/etape/")
    expect(phone.get_by_role("alert")).to_be_focused()
    phone.get_by_role("alert").get_by_role("link").click()
    expect(phone.get_by_label("Rue et numéro le plus proche")).to_be_focused()


def test_a_form_clicked_twice_is_sent_once(phone: Page) -> None:
    sent = []

    def answer(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        sent.append(route.request.url)
        route.fulfill(status=204)  # the page stays as it is while it waits

    phone.route("**/galerie/suivi/", answer)
    phone.goto("/galerie/suivi/")
    button = phone.get_by_role("button", name="Envoyer le message")
    button.evaluate("button => { button.click(); button.click() }")
    phone.wait_for_timeout(300)
    assert len(sent) == 1
    expect(button).to_have_attribute("aria-busy", "true")


def test_a_confirmation_asks_first_and_can_be_left(desk: Page) -> None:
    desk.goto("/galerie/")
    desk.get_by_role("link", name="Retirer ma demande").click()
    dialog = desk.get_by_role("dialog", name="Retirer cette demande ?")
    expect(dialog).to_be_visible()
    dialog.get_by_role("button", name="Annuler").click()
    expect(dialog).to_be_hidden()


def test_losing_the_network_is_told(phone: Page) -> None:
    phone.goto("/galerie/etape/")
    banner = phone.get_by_text("Vous n’êtes plus connecté à internet")
    expect(banner).to_be_hidden()
    phone.context.set_offline(True)
    expect(banner).to_be_visible()
    phone.context.set_offline(False)
    expect(banner).to_be_hidden()


def test_the_skip_link_is_the_first_stop_and_leads_to_the_content(desk: Page) -> None:
    desk.goto("/galerie/accueil/")
    desk.keyboard.press("Tab")
    expect(desk.get_by_role("link", name="Aller au contenu")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.locator("main")).to_be_focused()


def test_on_a_telephone_the_queues_are_a_menu(phone: Page) -> None:
    phone.goto("/galerie/file/")
    queue = phone.get_by_role("navigation", name="Files").get_by_role("link", name="En retard")
    expect(queue).to_be_hidden()
    phone.get_by_role("button", name="Files").click()
    expect(queue).to_be_visible()


def test_paper_is_white_even_in_the_dark(open_page: OpenPage) -> None:
    page = open_page(size=DESK, scheme="dark")
    page.goto("/galerie/suivi/")
    page.emulate_media(media="print")
    background = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    ink = page.evaluate("getComputedStyle(document.querySelector('h1')).color")
    assert background in {"rgba(0, 0, 0, 0)", "rgb(255, 255, 255)"}
    assert ink.startswith("oklch(0.24")
    expect(page.locator(".masthead .nav")).to_be_hidden()


def test_a_page_stays_usable_without_script(open_page: OpenPage) -> None:
    page = open_page(javascript=False)
    page.goto("/galerie/etape/")
    expect(page.get_by_role("button", name="Continuer")).to_be_visible()
    expect(page.get_by_text("Vous n’êtes plus connecté")).to_be_hidden()


def test_on_paper_a_demande_takes_the_whole_width(open_page: OpenPage) -> None:
    page = open_page(size=DESK)
    page.goto("/galerie/demande/")
    page.emulate_media(media="print")
    content = page.locator("main").bounding_box()
    assert content
    assert content["x"] < 20
    assert content["width"] > DESK[0] - 40
