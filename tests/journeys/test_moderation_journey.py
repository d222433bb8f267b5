"""An officer proposes a procedure, the head sends it back, it is mended, approved and online."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from portal.accounts.models import User
from portal.directory.membership import grant
from portal.directory.models import Role
from portal.procedures import exchange
from portal.procedures.models import Procedure
from tests import builders
from tests.journeys import town
from tests.journeys.conftest import DESK, OpenPage
from tests.journeys.town import Town
from tests.portal.procedures.factories import described

TITLE = "Signaler un banc cassé"
LISTED = "/admin/snippets/procedures/procedure/"


@pytest.fixture
def people(arlencourt: Town) -> dict[str, User]:
    """An officer and a head of the roads, whose rights come from the verb that gives them."""
    founder = builders.make_agent(is_superuser=True)
    agents = {}
    for role, name in ((Role.OFFICER, "Inès"), (Role.HEAD, "Bruno")):
        agents[role] = builders.make_agent(first_name=name)
        grant(agent=agents[role], service=arlencourt.roads, role=role, by=founder)
    return agents


@pytest.fixture
def draft(arlencourt: Town) -> Procedure:
    """A procedure of the roads that was never published."""
    data = described(
        "banc-casse", title="Banc", theme="rues", service=arlencourt.roads.code, live=False
    )
    exchange.load({"procedures": [data]})
    return Procedure.objects.get(code="banc-casse")


def test_a_procedure_is_proposed_sent_back_mended_approved_and_online(
    open_page: OpenPage,
    live_server: LiveServer,
    page_problems: list[str],
    people: dict[str, User],
    draft: Procedure,
) -> None:
    officer, head = open_page(size=DESK), open_page(size=DESK)
    town.become(officer, people[Role.OFFICER], live_server.url)
    town.become(head, people[Role.HEAD], live_server.url)

    officer.goto("/gestion/")
    officer.get_by_role("link", name="Démarches", exact=True).click()
    officer.get_by_role("link", name="Banc", exact=True).click()
    propose(officer, title="Banc cassé", word="Une nouvelle démarche, à relire.")

    decide(head, comment="Commencez par un verbe.", button="Renvoyer")
    assert not Procedure.objects.get(pk=draft.pk).live

    officer.goto(f"{LISTED}edit/{draft.pk}/")
    expect(officer.get_by_text("a renvoyé cette démarche")).to_contain_text("Commencez")
    propose(officer, title=TITLE, word="C’est fait.")

    decide(head, comment="", button="Valider et publier")
    resident = open_page()
    resident.goto("/demarches/")
    resident.get_by_role("link", name=TITLE).first.click()
    town.at(resident, TITLE)
    if page_problems:  # Wagtail saves as one types
        town.refused(page_problems)


def propose(page: Page, *, title: str, word: str) -> None:
    page.locator('[name="title"]').fill(title)
    page.get_by_role("button", name="Plus d'actions").click()
    page.get_by_role("button", name="Proposer à la validation").click()
    page.wait_for_url("**/proposition/**")
    page.get_by_label("Un mot à la personne qui valide").fill(word)
    page.get_by_role("button", name="Proposer", exact=True).click()
    page.wait_for_url(f"**{LISTED}")
    expect(page.get_by_text("est proposée à la validation")).to_be_visible()


def decide(page: Page, *, comment: str, button: str) -> None:
    """From the admin's home, where what waits is counted."""
    page.goto("/admin/")
    page.get_by_role("link", name="1 démarche attend votre validation").click()
    page.get_by_role("table").get_by_role("link").first.click()
    page.get_by_label("Commentaire").fill(comment)
    page.get_by_role("button", name=button).click()
    expect(page.get_by_text("Aucune démarche n’attend votre décision.")).to_be_visible()
