"""Many demandes at once in a real browser, with and without scripts."""

import pytest
from django.test import Client
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from portal.demandes.models import Demande
from portal.directory.models import Role
from tests import builders
from tests.journeys.conftest import DESK, PHONE, OpenPage

BACKEND = "portal.accounts.backends.AgentBackend"


@pytest.mark.parametrize(("javascript", "size"), [(True, DESK), (False, PHONE)])
def test_the_rows_that_are_checked_are_taken(
    open_page: OpenPage, live_server: LiveServer, axe, javascript: bool, size: tuple[int, int]
) -> None:
    procedure = builders.make_procedure()
    agent = builders.make_member(procedure.service, Role.OFFICER)
    demandes = [builders.make_demande(procedure) for _ in range(3)]
    client = Client()
    client.force_login(agent, backend=BACKEND)
    page = open_page(javascript=javascript, size=size)
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])

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
