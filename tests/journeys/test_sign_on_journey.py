"""An agent signs in through the authority's provider, and out again."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from portal.directory.roles import Role
from tests import builders
from tests.journeys import town
from tests.portal.accounts.oidc_provider import CLIENT, SECRET, Provider, running_provider


@pytest.fixture
def provider(live_server: LiveServer, settings) -> Iterator[Provider]:
    with running_provider() as provider:
        provider.person = {"sub": "u-17", "email": "lea@ville.example", "email_verified": True}
        settings.AGENT_OIDC_ISSUER = provider.issuer
        settings.AGENT_OIDC_CLIENT_ID = CLIENT
        settings.AGENT_OIDC_CLIENT_SECRET = SECRET
        settings.WAGTAILADMIN_BASE_URL = live_server.url
        yield provider


def test_an_agent_enters_with_the_professional_account_and_leaves_both(
    phone: Page, provider: Provider, axe: Callable[[Page], None]
) -> None:
    builders.make_member(builders.make_service("Voirie"), Role.OFFICER, email="lea@ville.example")

    phone.goto("/gestion/files/a-moi/")
    axe(phone)
    phone.get_by_role("link", name="Se connecter avec mon compte professionnel").click()
    expect(phone.get_by_role("heading", name="À moi")).to_be_visible()

    phone.goto("/gestion/deconnexion/")
    phone.locator("main").get_by_role("button", name="Se déconnecter").click()
    phone.get_by_role("link", name="fermez aussi celle de votre compte professionnel").click()
    expect(phone.get_by_role("heading", name="Connexion des agents")).to_be_visible()


def test_a_stranger_reads_whom_to_ask(
    phone: Page, provider: Provider, axe: Callable[[Page], None], page_problems: list[str]
) -> None:
    provider.person["email"] = "inconnue@ville.example"
    phone.goto("/gestion/connexion/")
    phone.get_by_role("link", name="Se connecter avec mon compte professionnel").click()
    expect(phone.get_by_text("Adressez-vous à votre chef de service")).to_be_visible()
    axe(phone)
    town.refused(page_problems, 403)
