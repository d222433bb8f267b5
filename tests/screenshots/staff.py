"""What the guides of agents and operators show."""

from collections.abc import Callable

from playwright.sync_api import Page

OFFICER = "nadia.ferrand@arlencourt.example"
ADVISER = "sonia.lemaire@arlencourt.example"
ADMINISTRATOR = "helene.vasseur@arlencourt.example"
Shoot = Callable[[str], None]


def officer(page: Page, shoot: Shoot) -> None:
    """The queue of a service, its map, its first demande, and one verb for several."""
    sign_in(page, OFFICER)
    page.goto("/gestion/files/mon-service/")
    shoot("queue")
    page.goto("/gestion/files/mon-service/carte/")
    shoot("map")
    page.goto("/gestion/files/mon-service/")
    page.locator("[data-row] a").first.click()
    shoot("demande")
    page.goto("/gestion/files/a-affecter/")
    for box in page.get_by_label("Choisir").all()[:3]:
        box.check()
    page.get_by_role("button", name="Prendre").click()
    shoot("bulk")


def adviser(page: Page, shoot: Shoot) -> None:
    """Where to send a call, filing for a person, what one keeps."""
    sign_in(page, ADVISER)
    page.goto("/gestion/orienter/?q=trou")
    shoot("orient")
    page.goto("/gestion/deposer/?q=cantine")
    shoot("entry")
    page.goto("/gestion/files/je-les-suis/")
    shoot("kept")


def administrator(page: Page, shoot: Shoot) -> None:
    """The admin, its agents, its spreadsheets, and the words of a message."""
    sign_in(page, ADMINISTRATOR)
    page.goto("/admin/")
    shoot("admin")
    page.goto("/admin/tableurs/")
    shoot("spreadsheets")
    page.goto("/admin/snippets/demandes/messagetext/")
    page.locator("tbody .title a").first.click()
    shoot("message-text")


def sign_in(page: Page, email: str) -> None:
    """With the password that the demo's guide gives."""
    page.goto("/demonstration/")
    password = page.locator("h2:text('Côté agent') + p strong").inner_text()
    page.goto("/gestion/")
    page.get_by_role("textbox", name="Adresse e-mail").fill(email)
    page.get_by_label("Mot de passe").fill(password)
    page.get_by_role("button", name="Se connecter").click()
