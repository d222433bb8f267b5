"""Wagtail's admin in the organisation's name and hue."""

import re

import pytest
from django.test import Client

from tests import builders

pytestmark = pytest.mark.django_db
HOME = "/admin/"


@pytest.fixture
def admin(client: Client) -> Client:
    """A superuser's browser, in the only organisation there is."""
    builders.make_organisation(name="Ville d’Isigny", hue=12)
    agent = builders.make_agent(is_superuser=True)
    client.force_login(agent, backend="portal.accounts.backends.AgentBackend")
    return client


def drawn(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


@pytest.mark.parametrize("path", [HOME, "/admin/directory/service/", "/admin/account/"])
def test_a_page_of_the_admin_carries_the_organisation_s_name_and_hue(
    admin: Client, path: str
) -> None:
    page = drawn(admin, path)
    assert re.search(r"<title>[^<]+- Ville d’Isigny</title>", page)
    assert '<span class="brand-name">Ville d’Isigny</span>' in page
    assert re.search(r'href="/style/admin/12/\w+\.css"', page)
    assert "ui/favicon.svg" in page


def test_the_admin_leads_back_to_the_queues(admin: Client) -> None:
    assert re.search(r"Espace des agents.{1,99}/gestion/", drawn(admin, HOME))


def test_the_admin_is_named_as_the_queues_name_it(admin: Client) -> None:
    assert re.search(r"<h1[^>]*>\s*Rédaction et réglages", drawn(admin, HOME))
    assert "whats-new" not in drawn(admin, HOME)


def test_a_lost_page_of_the_admin_leads_back_in_french(admin: Client) -> None:
    page = drawn(admin, "/admin/rien/", status=404)
    assert "Cette page n’existe pas" in page
    assert 'href="/gestion/"' in page
    assert "administration de Wagtail" not in page


def test_the_admin_s_colours_follow_the_hue(client: Client) -> None:
    sheet = client.get("/style/admin/12/x.css").content.decode()
    assert "--w-color-primary:oklch(29% .075 var(--hue))" in sheet
    assert sheet.endswith("--hue: 12 } }\n")
