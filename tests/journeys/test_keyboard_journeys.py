"""Without a mouse: the queues by their keys, a whole filing by Tab, arrows, space and Enter."""

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import builders
from tests.journeys import town
from tests.journeys.town import Town

MOST_STOPS = 40


def test_the_queues_are_worked_with_the_keys(
    desk: Page, live_server: LiveServer, arlencourt: Town
) -> None:
    for _ in range(3):
        builders.make_demande(service=arlencourt.roads)
    town.become(desk, arlencourt.officer, live_server.url)
    desk.goto("/gestion/files/mon-service/")
    rows = desk.locator("[data-row]")
    links = [rows.nth(index).get_by_role("link").first for index in range(3)]

    desk.keyboard.press("j")
    expect(links[0]).to_be_focused()
    desk.keyboard.press("j")
    desk.keyboard.press("j")
    expect(links[2]).to_be_focused()
    desk.keyboard.press("k")
    expect(links[1]).to_be_focused()

    desk.keyboard.press("?")
    keys = desk.get_by_role("dialog", name="Raccourcis du clavier")
    expect(keys).to_be_visible()
    desk.keyboard.press("Escape")
    expect(keys).to_be_hidden()

    desk.keyboard.press("/")
    expect(desk.get_by_role("searchbox")).to_be_focused()
    desk.keyboard.type("jk?")
    expect(desk.get_by_role("searchbox")).to_have_value("jk?")

    links[1].focus()
    wanted = links[1].get_attribute("href")
    desk.keyboard.press("Enter")
    desk.wait_for_url(f"**{wanted}")


def tab_to(page: Page, label: str) -> None:
    """Press Tab until the control with this name has the focus."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate(NAME).startswith(label):
            return
    raise AssertionError(f"{label} is out of the keyboard's reach on {page.url}")


NAME = """() => {
    const at = document.activeElement;
    const text = at.labels?.length ? at.labels[0].innerText : at.innerText;
    return (text ?? "").trim();
}"""


def write(page: Page, label: str, words: str) -> None:
    tab_to(page, label)
    page.keyboard.type(words)


def press(page: Page, button: str, *, title: str) -> None:
    tab_to(page, button)
    page.keyboard.press("Enter")
    town.at(page, title)


def test_a_whole_demande_is_filed_with_the_keyboard(desk: Page, arlencourt: Town) -> None:
    desk.goto("/demarches/nid-de-poule/")
    press(desk, "Commencer la demande", title="Où est le trou ?")

    write(desk, "Commune", "arr")
    expect(desk.get_by_role("option", name="Arras (62)")).to_be_visible()
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    write(desk, "Rue ou route", "Rue de la Paix")
    press(desk, "Continuer", title="Est-il dangereux ?")

    tab_to(desk, "Oui")
    desk.keyboard.press("Space")
    write(desk, "Qu’avez-vous vu", "Un vélo est tombé.")
    press(desk, "Continuer", title="Une photo")
    press(desk, "Continuer", title="Vous")

    identity = builders.IDENTITY
    write(desk, "Nom", identity["last_name"])
    write(desk, "Prénom", identity["first_name"])
    write(desk, "Adresse e-mail", identity["email"])
    write(desk, "Numéro et rue", identity["address"])
    write(desk, "Code postal", identity["postal_code"])
    write(desk, "Ville", identity["city"])
    desk.keyboard.press("Enter")  # as people do from the last field
    town.at(desk, "Vérifiez vos réponses")
    press(desk, "Déposer la demande", title="Votre demande est déposée")
