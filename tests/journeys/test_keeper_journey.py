"""From a call to the answer: the adviser who files keeps it, chases, and confirms the end."""

from collections.abc import Callable

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from portal.demandes.models import Demande
from portal.demandes.states import State
from tests.journeys import town
from tests.journeys.town import Town


def test_an_adviser_keeps_what_they_file_until_its_end(
    desk: Page, live_server: LiveServer, arlencourt: Town, axe: Callable[[Page], None]
) -> None:
    town.become(desk, arlencourt.adviser, live_server.url)
    demande = filed_for_a_caller(desk)
    expect(desk.get_by_text("Vous suivez cette demande")).to_be_visible()

    town.become(desk, arlencourt.officer, live_server.url)
    desk.goto(demande.get_absolute_url())
    desk.get_by_role("button", name="Prendre en charge").click()
    expect(desk.get_by_text("Suivie par", exact=True)).to_be_visible()

    town.become(desk, arlencourt.adviser, live_server.url)
    desk.goto("/gestion/orienter/")
    expect(desk.get_by_role("searchbox")).to_be_focused()
    desk.keyboard.type(demande.reference.lower().replace("-", ""))
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("definition").filter(has_text="Nadia Ferrand")).to_be_visible()
    axe(desk)
    desk.goto("/gestion/files/je-les-suis/")
    desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    desk.get_by_role("link", name="Relancer le service").click()
    axe(desk)
    desk.get_by_label("Un mot pour le service").fill("Elle a rappelé.")
    desk.get_by_role("button", name="Relancer le service").click()
    expect(desk.get_by_text("Le service est relancé")).to_be_visible()

    town.become(desk, arlencourt.officer, live_server.url)
    desk.goto(demande.get_absolute_url())
    desk.get_by_role("link", name="Répondre").click()
    desk.get_by_role("button", name="Travaux programmés").click()
    desk.get_by_role("button", name="Relire avant d’envoyer").click()
    desk.get_by_role("button", name="Envoyer la réponse").click()
    expect(desk.get_by_text("Karim Lemoine suit cette demande")).to_be_visible()
    axe(desk)

    town.become(desk, arlencourt.adviser, live_server.url)
    desk.goto("/gestion/files/a-confirmer/")
    desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    desk.get_by_role("button", name="Confirmer la clôture").click()
    expect(desk.get_by_text("La clôture est confirmée")).to_be_visible()
    demande.refresh_from_db()
    assert demande.state == State.CLOSED


def filed_for_a_caller(page: Page) -> Demande:
    """A hole in the road, told on the telephone."""
    page.goto("/gestion/deposer/?q=trou")
    page.get_by_role("button", name="Signaler un nid-de-poule").click()
    page.get_by_role("combobox", name="Commune").fill("Arras")
    page.get_by_label("Rue ou route").fill("Rue de la Paix")
    page.get_by_role("radio", name="Non", exact=True).first.check()
    page.get_by_role("textbox", name="Nom", exact=True).fill("Delattre")
    page.get_by_role("textbox", name="Prénom", exact=True).fill("Awa")
    page.get_by_role("textbox", name="Téléphone").fill("06 12 34 56 78")
    page.get_by_role("textbox", name="Téléphone").press("Enter")
    town.at(page, "Relisez avec la personne")
    page.get_by_role("button", name="Déposer la demande").click()
    town.at(page, "La demande est déposée")
    return Demande.objects.get()
