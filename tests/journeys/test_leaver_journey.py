"""An administrator sees an agent off, and the agent's session ends."""

from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from portal.directory.membership import grant
from portal.directory.roles import Role
from tests import builders
from tests.journeys import town
from tests.journeys.conftest import DESK, OpenPage


def test_an_agent_s_work_goes_to_colleagues_in_one_go(
    open_page: OpenPage, live_server: LiveServer
) -> None:
    service = builders.make_service("Voirie")
    superuser = builders.make_agent(is_superuser=True)
    administrator = builders.make_agent(first_name="Ada", last_name="Ministre")
    grant(agent=administrator, service=service, role=Role.ADMINISTRATOR, by=superuser)
    leaver = builders.make_member(service, Role.OFFICER, first_name="Léa", last_name="Partante")
    builders.make_member(service, Role.HEAD, first_name="Hugo", last_name="Chef")
    taker = builders.make_member(service, Role.OFFICER, first_name="Inès", last_name="Relais")
    procedure = builders.make_procedure(
        service=service, title="Nid-de-poule", backup_officer=leaver
    )
    demande = builders.make_demande(procedure)
    builders.take(demande, leaver)

    leaving = open_page(size=DESK)
    town.become(leaving, leaver, live_server.url)
    leaving.goto("/gestion/files/a-moi/")
    expect(leaving.get_by_text(demande.reference)).to_be_visible()

    page = open_page(size=DESK)
    town.become(page, administrator, live_server.url)
    page.goto(f"/admin/users/depart/{leaver.pk}/")
    question = page.get_by_label("Voirie\u00a0: Nid-de-poule")
    expect(question.locator("option:checked")).to_have_text("Hugo Chef (proposé)")
    question.select_option(str(taker.pk))
    page.get_by_role("button", name="Confirmer le départ").click()

    expect(page.get_by_text("Le départ de Léa Partante est enregistré.")).to_be_visible()
    expect(page.get_by_role("row", name="Nid-de-poule")).to_contain_text("Inès Relais")
    demande.refresh_from_db()
    assert demande.assignee == taker
    leaving.reload()
    expect(leaving.get_by_role("heading", name="Connexion des agents")).to_be_visible()
