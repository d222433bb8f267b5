"""The map of a site, for people and for search engines."""

import pytest
from defusedxml.ElementTree import fromstring
from django.test import Client

from home.models import ContentPage, ServicePage
from tests.builders import make_procedure
from tests.home.builders import make_site, publish, text
from tests.portal.directory.factories import make_organisation, make_service

pytestmark = pytest.mark.django_db
PLACES = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def places(client: Client) -> set[str]:
    response = client.get("/sitemap.xml")
    assert response["Content-Type"] == "application/xml"
    return {each.text for each in fromstring(response.content).iter(f"{PLACES}loc")}


def test_the_map_shows_pages_as_a_tree_and_the_procedures_themes(client: Client) -> None:
    service = make_service(organisation=make_site())
    theme = make_procedure(service=service).theme
    above = publish(ContentPage(title="Enfance", slug="enfance"))
    publish(ContentPage(title="Cantine", slug="cantine"), below=above)
    publish(ContentPage(title="Brouillon", slug="brouillon", live=False))

    html = text(client, "/plan-du-site/")
    tree = html[html.index("/enfance/") :]
    assert tree.index("<ul>") < tree.index("/enfance/cantine/")
    assert f'href="/demarches/?theme={theme.slug}"' in html
    assert "Brouillon" not in html


def test_the_map_costs_the_same_at_5_and_at_50_pages(client: Client, query_budget) -> None:
    make_site()

    def add(count: int) -> None:
        for _ in range(count):
            publish(ContentPage(title="Page"))
        client.get("/mentions-legales/")  # the alerts of the day are kept again

    add(5)
    query_budget(lambda: client.get("/plan-du-site/"), lambda: add(45), at_most=9)


def test_search_engines_get_pages_procedures_and_services_once_each(client: Client) -> None:
    service = make_service(organisation=make_site())
    procedure = make_procedure(service=service)
    other = make_service(organisation=make_organisation())
    publish(ContentPage(title="Enfance", slug="enfance"))
    publish(ServicePage(title="Accueil", slug="accueil", service=service))

    found = places(client)
    assert {
        "http://testserver/",
        "http://testserver/enfance/",
        f"http://testserver{procedure.get_absolute_url()}",
        f"http://testserver{service.get_absolute_url()}",
    } <= {each.replace(":80/", "/").replace("localhost", "testserver") for each in found}
    assert not any(other.code in each or "/accueil/" in each for each in found)


def test_search_engines_are_asked_to_leave_what_is_private_alone(client: Client) -> None:
    response = client.get("/robots.txt")
    lines = response.content.decode().splitlines()
    assert response["Content-Type"].startswith("text/plain")
    assert {"Disallow: /admin/", "Disallow: /gestion/", "Disallow: /suivi/"} <= set(lines)
    assert lines[-1] == "Sitemap: http://testserver/sitemap.xml"
