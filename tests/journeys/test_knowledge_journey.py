"""An adviser with somebody on the line finds a sheet, judges it, corrects it; its owner follows."""

from collections.abc import Callable

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from home.knowledge.models import KnowledgePage, Suggestion, Vote
from home.knowledge.workflow import sheets
from tests.home.knowledge.builders import make_editor, make_sheet
from tests.journeys import town
from tests.journeys.town import Town


def test_a_sheet_is_found_corrected_and_voted_on_then_its_owner_accepts(
    desk: Page,
    live_server: LiveServer,
    page_problems: list[str],
    arlencourt: Town,
    axe: Callable[[Page], None],
) -> None:
    editor = make_editor(arlencourt.roads, first_name="Léa", last_name="Moreau")
    sheet = make_sheet(
        arlencourt.roads,
        by=editor,
        title="Trou dans la route : à qui est-elle ?",
        delays="Quinze jours ouvrés.",
    )
    sheets.link(sheet, by=editor, name="procedures", target=arlencourt.pothole)

    town.become(desk, arlencourt.adviser, live_server.url)
    desk.goto("/gestion/orienter/")
    desk.keyboard.type("nid-de-poule")
    desk.keyboard.press("Enter")
    desk.get_by_role("link", name="Trou dans la route").click()
    expect(desk.get_by_text("Quinze jours ouvrés.")).to_be_visible()

    desk.get_by_role("button", name="cette fiche m’a aidé").click()
    expect(desk.get_by_text("Vous avez répondu oui")).to_be_visible()
    axe(desk)
    desk.get_by_text("Non, et je dis ce qui manque").click()
    desk.get_by_label("Que manque-t-il").fill("Qui appeler la nuit ?")
    desk.get_by_role("button", name="Envoyer au service").click()
    expect(desk.get_by_text("Vous avez répondu non")).to_be_visible()

    desk.get_by_role("link", name="Proposer une correction").click()
    expect(desk.get_by_text("Le service lira vos mots")).to_be_visible()
    desk.get_by_role("button", name="Envoyer").click()
    expect(desk.get_by_text("Dites ce qu’il faut corriger.").first).to_be_visible()
    town.refused(page_problems)
    desk.get_by_label("Ce qu’il faut corriger").fill("C’est dix jours depuis cet été.")
    desk.get_by_role("button", name="Envoyer").click()
    expect(desk.get_by_text("vous serez prévenu de la suite")).to_be_visible()

    town.become(desk, editor, live_server.url)
    desk.goto("/gestion/fiches/propositions/")
    desk.get_by_role("link", name="Trou dans la route").last.click()
    expect(desk.get_by_text("C’est dix jours depuis cet été.")).to_be_visible()
    desk.get_by_role("button", name="Prendre et corriger la fiche").click()
    expect(desk.get_by_text("C’est dix jours depuis cet été.")).to_be_visible()
    desk.get_by_label("Délais").fill("Dix jours ouvrés.")
    axe(desk)
    desk.get_by_role("button", name="Publier et clore la proposition").click()
    expect(desk.get_by_text("Dix jours ouvrés.")).to_be_visible()

    town.become(desk, arlencourt.adviser, live_server.url)
    desk.goto("/gestion/fiches/mes-propositions/")
    expect(desk.get_by_text("Suivie", exact=True)).to_be_visible()
    assert not Vote.objects.get().helped
    assert sorted(Suggestion.objects.values_list("state", flat=True)) == ["done", "waiting"]
    assert KnowledgePage.objects.get().delays == "Dix jours ouvrés."
