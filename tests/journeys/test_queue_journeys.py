"""Many demandes at once, and a colleague named in a note, in a real browser."""

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from portal.accounts.models import User
from portal.demandes.models import Demande, Mention
from portal.directory.models import Role
from tests import builders
from tests.journeys.conftest import DESK, PHONE, OpenPage

BACKEND = "portal.accounts.backends.AgentBackend"


def sign_in(page: Page, agent: User, live_server: LiveServer) -> None:
    client = Client()
    client.force_login(agent, backend=BACKEND)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])


@pytest.mark.parametrize(("javascript", "size"), [(True, DESK), (False, PHONE)])
def test_the_rows_that_are_checked_are_taken(
    open_page: OpenPage, live_server: LiveServer, axe, javascript: bool, size: tuple[int, int]
) -> None:
    procedure = builders.make_procedure()
    agent = builders.make_member(procedure.service, Role.OFFICER)
    demandes = [builders.make_demande(procedure) for _ in range(3)]
    page = open_page(javascript=javascript, size=size)
    sign_in(page, agent, live_server)

    page.goto("/gestion/files/mon-service/")
    page.get_by_role("button" if javascript else "link", name="Tout cocher").click()
    expect(page.get_by_label("Choisir")).to_have_count(3)
    page.get_by_label(f"Choisir {demandes[0].reference}").uncheck()
    if javascript:
        axe(page)
        expect(page.get_by_text("2 cochées")).to_be_visible()
    page.get_by_role("button", name="Prendre", exact=True).click()
    page.get_by_role("button", name="Prendre 2 demandes").click()

    expect(page.get_by_text("2 demandes prises en charge.")).to_be_visible()
    assert set(Demande.objects.filter(assignee=agent)) == set(demandes[1:])


def test_an_at_sign_proposes_colleagues_and_names_the_one_chosen(
    open_page: OpenPage, live_server: LiveServer, axe
) -> None:
    demande = builders.make_demande()
    agent = builders.make_member(demande.service, Role.OFFICER)
    for first, last in (("Karim", "Lemoine"), ("Élodie", "Karsenti"), ("Nadia", "Ferrand")):
        builders.make_member(demande.service, Role.HEAD, first_name=first, last_name=last)
    page = open_page(size=DESK)
    sign_in(page, agent, live_server)

    page.goto(f"{demande.get_absolute_url()}note/")
    note = page.get_by_label("Note pour vos collègues")
    note.press_sequentially("Avis de @kar")
    expect(page.get_by_role("option")).to_have_count(2 + 4)  # the select's own four
    axe(page)
    note.press("ArrowDown")
    note.press("Enter")
    note.press_sequentially("et @ele")
    note.press("Escape")
    note.press_sequentially(" demain ?")
    page.get_by_role("button", name="Ajouter une note").click()

    expect(page.get_by_text("Avis de @Karim Lemoine et @ele demain ?")).to_be_visible()
    assert [str(mention.agent) for mention in Mention.objects.all()] == ["Karim Lemoine"]
