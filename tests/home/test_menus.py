"""The menu, the footer and who may write them."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.blocks import StructBlockValidationError
from wagtail.models import Page, Site

from home.menu_blocks import LinkBlock
from home.models import ContentPage, HomePage, SiteSettings
from portal.directory.membership import grant
from portal.directory.models import Role
from tests.home.builders import make_site, publish, text
from tests.portal.directory.factories import make_agent, make_organisation, make_service

pytestmark = pytest.mark.django_db


def link(page: Page | None = None, label: str = "", address: str = "") -> dict[str, Any]:
    return {"label": label, "page": page, "address": address}


def settings_with(**fields: Any) -> SiteSettings:
    return SiteSettings.objects.create(site=Site.objects.get(is_default_site=True), **fields)


def test_a_site_without_settings_has_the_four_doors_and_says_its_conformity(client: Client) -> None:
    make_site()
    html = text(client, "/plan-du-site/")
    for door in ("/demarches/", "/suivi/", "/paiement/"):
        assert f'<li><a href="{door}"' in html
    assert "Accessibilité : partiellement conforme" in html
    assert not SiteSettings.objects.exists(), "reading writes nothing"


def test_the_editors_menu_stands_in_its_place_with_the_pages_own_titles(client: Client) -> None:
    make_site()
    page = publish(ContentPage(title="Enfance", slug="enfance"))
    hidden = publish(ContentPage(title="Brouillon", slug="brouillon", live=False))
    links = [link(page), link(hidden), link(label="Payer", address="/paiement/")]
    footer = [("column", {"title": "La ville", "links": [link(page, "Nos écoles")]})]
    social = [("network", {"label": "Mastodon", "address": "https://social.example/@ville"})]
    settings_with(menu=[("link", each) for each in links], footer=footer, social=social)

    html = text(client, "/enfance/")
    assert '<a href="/enfance/" aria-current="page">Enfance</a>' in html
    assert ">Payer</a>" in html
    assert "Brouillon" not in html
    assert "Suivre une demande</a>" not in html
    assert ">Nos écoles</a>" in html
    assert 'href="https://social.example/@ville"' in html


def test_menus_cost_two_queries_whatever_they_hold(client: Client) -> None:
    make_site()
    pages = [publish(ContentPage(title=f"Page {n}")) for n in range(6)]
    links = [link(page) for page in pages]
    footer = [("column", {"title": "A", "links": links})]
    settings_with(menu=[("link", each) for each in links], footer=footer)
    for many in (2, 0):  # none more until a page or a setting changes
        with CaptureQueriesContext(connection) as queries:
            client.get("/conditions-d-utilisation/")
        ours = [
            each for each in queries if "home_sitesettings" in each["sql"] or " IN (" in each["sql"]
        ]
        assert len(ours) == many


def test_each_site_has_its_own_menu(client: Client) -> None:
    make_site()
    settings_with(menu=[("link", link(label="La ville", address="/annuaire/"))])
    other = Page.get_first_root_node().add_child(instance=HomePage(title="Autre", slug="autre"))
    Site.objects.create(hostname="autre.example", root_page=other)
    assert "La ville" in text(client, "/plan-du-site/")
    client.defaults["HTTP_HOST"] = "autre.example"
    assert "La ville" not in text(client, "/plan-du-site/")


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"label": "Sans adresse"},
        {"address": "/demarches/"},
        {"label": "Piège", "address": "javascript:alert(1)"},
        {"label": "Piège", "address": "//mauvais.example/"},
        {"label": "Long", "address": "/" + "a" * 400},
        {"label": "L" * 41, "address": "/a/"},
    ],
)
def test_a_link_that_leads_nowhere_is_refused(typed: dict[str, str]) -> None:
    block = LinkBlock()
    with pytest.raises(StructBlockValidationError):
        block.clean(block.to_python({"label": "", "page": None, "address": ""} | typed))


@pytest.mark.parametrize(
    "fields", [{"rate": 80}, {"conformity": "full"}, {"conformity": "full", "rate": 99}]
)
def test_a_conformity_that_nobody_measured_is_not_declared(fields: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        SiteSettings(site=Site.objects.get(), **fields).full_clean()


def test_who_administers_a_whole_organisation_writes_its_menus_and_no_others(
    client: Client,
) -> None:
    mine = make_service(organisation=make_site())
    root = Page.get_first_root_node()
    home = root.add_child(instance=HomePage(title="Autre", slug="autre"))
    site = Site.objects.create(hostname="autre.example", root_page=home)
    other = make_service(organisation=make_organisation(site=site))
    address = "/admin/settings/home/sitesettings/{}/"
    agents = {role: make_agent() for role in (Role.ADMINISTRATOR, Role.EDITOR, Role.HEAD)}
    for role, agent in agents.items():
        grant(agent=agent, service=mine, role=role, by=make_agent(is_superuser=True))

    for role, agent in agents.items():
        client.force_login(agent, backend="portal.accounts.backends.AgentBackend")
        allowed = role == Role.ADMINISTRATOR
        seen = client.get(address.format(mine.organisation.site_id))
        assert (seen.status_code == 200) is allowed, role
        assert client.get(address.format(other.organisation.site_id)).status_code != 200, role
    form = text_of(client, agents[Role.ADMINISTRATOR], address.format(mine.organisation.site_id))
    assert "Déclaration d’accessibilité" in form


def text_of(client: Client, agent: Any, path: str) -> str:
    client.force_login(agent, backend="portal.accounts.backends.AgentBackend")
    return text(client, path)
