"""An editor changes a page, a head publishes it, and the public, who had read it, sees it."""

import time

import pytest
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer
from wagtail.models import Site

from home.models import ContentPage, HomePage
from portal.accounts.models import User
from portal.directory.membership import grant
from portal.directory.models import Role
from tests import builders
from tests.journeys import town
from tests.journeys.conftest import DESK, OpenPage
from tests.journeys.town import Town

SOON = 10  # seconds, in which a publication is to be seen by all


@pytest.fixture
def people(arlencourt: Town) -> dict[str, User]:
    """An editor and a head of the roads, whose rights come from the verb that gives them."""
    founder = builders.make_agent(is_superuser=True)
    agents = {}
    for role, name in ((Role.EDITOR, "Inès"), (Role.HEAD, "Bruno")):
        agents[role] = builders.make_agent(first_name=name)
        grant(agent=agents[role], service=arlencourt.roads, role=role, by=founder)
    return agents


@pytest.fixture
def page(arlencourt: Town) -> ContentPage:
    """A page of the roads, online."""
    home = HomePage.objects.get(pk=Site.objects.get(is_default_site=True).root_page_id)
    made = ContentPage(title="Déneigement", slug="deneigement", service=arlencourt.roads)
    home.add_child(instance=made)
    made.save_revision().publish()
    return made


def test_a_page_is_changed_proposed_approved_and_seen_by_who_had_already_read_it(
    open_page: OpenPage,
    live_server: LiveServer,
    page_problems: list[str],
    people: dict[str, User],
    page: ContentPage,
    settings,
) -> None:
    settings.PAGE_CACHE_SECONDS, settings.PAGE_CACHE_VERSION_SECONDS = 600, 2
    settings.PUBLIC_BASE_URL = live_server.url
    resident = open_page()
    answer = resident.goto("/deneigement/")
    assert answer is not None
    assert "etag" in answer.headers  # kept from now on

    editor, head = open_page(size=DESK), open_page(size=DESK)
    town.become(editor, people[Role.EDITOR], live_server.url)
    town.become(head, people[Role.HEAD], live_server.url)
    editor.goto(f"/admin/pages/{page.pk}/edit/")
    editor.locator('[name="title"]').fill("Neige et verglas")
    editor.get_by_role("button", name="Plus d'actions").click()
    editor.locator('[name="action-submit"]').click()
    expect(editor.get_by_text("Neige et verglas").first).to_be_visible()

    resident.reload()
    town.at(resident, "Déneigement")

    head.goto("/admin/")
    head.get_by_role("link", name="1 page attend votre validation").click()
    head.get_by_role("link", name="Neige et verglas").click()
    head.get_by_role("button", name="Valider et publier").click()
    expect(head.get_by_text("est validée, et en ligne")).to_be_visible()

    published = time.monotonic()
    while "Neige et verglas" not in resident.content():
        assert time.monotonic() - published < SOON
        resident.reload()
    if page_problems:  # Wagtail saves as one types
        town.refused(page_problems)
