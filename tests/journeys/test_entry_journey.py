"""An adviser files for a caller without touching the mouse, then reads out what to write down."""

from collections.abc import Callable

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from portal.demandes.models import Demande
from portal.directory.channels import Channel
from tests.journeys import town
from tests.journeys.test_keyboard_journeys import press, tab_to, write
from tests.journeys.town import Town


def test_a_caller_without_e_mail_is_filed_for_by_keyboard(
    desk: Page, live_server: LiveServer, arlencourt: Town, axe: Callable[[Page], None]
) -> None:
    town.become(desk, arlencourt.adviser, live_server.url)
    desk.goto("/gestion/deposer/")
    expect(desk.get_by_role("textbox", name="Que demande-t-elle")).to_be_focused()
    desk.keyboard.type("trou")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", name="pour « trou »")).to_be_visible()
    press(desk, "Signaler un nid-de-poule", title="Signaler un nid-de-poule")

    seen = desk.get_by_role("textbox", name="Qu’avez-vous vu")
    expect(seen).to_be_hidden()  # a condition on another part of the same page
    write(desk, "Commune", "arr")
    expect(desk.get_by_role("option", name="Arras (62)")).to_be_visible()
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    write(desk, "Rue ou route", "Rue de la Paix")
    tab_to(desk, "Oui")
    desk.keyboard.press("Space")
    expect(seen).to_be_visible()
    axe(desk)
    write(desk, "Qu’avez-vous vu", "Un vélo est tombé.")
    write(desk, "Nom", "Delattre")
    write(desk, "Prénom", "Awa")
    write(desk, "Téléphone", "06 12 34 56 78")
    desk.keyboard.press("Enter")  # as people do from the last thing they were told
    town.at(desk, "Relisez avec la personne")
    axe(desk)
    press(desk, "Déposer la demande", title="La demande est déposée")
    axe(desk)

    demande = Demande.objects.get()
    assert (demande.filed_by, demande.channel) == (arlencourt.adviser, Channel.TELEPHONE)
    assert town.spelled(demande.reference) in town.spelled(desk.locator("main").inner_text())
    slip = desk.get_by_role("link", name="Récapitulatif à remettre (PDF)").get_attribute("href")
    assert desk.request.get(f"{live_server.url}{slip}").body().startswith(b"%PDF-")
