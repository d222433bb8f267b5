"""Which organisation speaks on a host."""

import pytest
from django.test import Client, RequestFactory
from wagtail.models import Page, Site

from portal.directory.context_processors import organisation as processor
from portal.directory.sites import absolute, base_url, organisation_of
from tests.portal.directory.factories import make_organisation

pytestmark = pytest.mark.django_db


def site(host: str, port: int = 80, *, default: bool = False) -> Site:
    if default:
        Site.objects.update(is_default_site=False)
    root = Page.objects.get(depth=1)
    return Site.objects.create(hostname=host, port=port, root_page=root, is_default_site=default)


def asked(host: str):
    return RequestFactory().get("/", headers={"Host": host})


def test_each_host_has_its_organisation() -> None:
    city = make_organisation(site=site("ville.example"))
    county = make_organisation(site=site("departement.example"))

    assert organisation_of(asked("ville.example")) == city
    assert organisation_of(asked("departement.example")) == county


def test_the_port_tells_two_sites_of_one_host_apart() -> None:
    first = make_organisation(site=site("ville.example", 8000))
    second = make_organisation(site=site("ville.example", 8001))

    assert organisation_of(asked("ville.example:8001")) == second
    assert organisation_of(asked("ville.example:8000")) == first
    assert organisation_of(asked("ville.example:9000")) == first  # behind a proxy, say


def test_an_unknown_host_is_the_default_sites() -> None:
    make_organisation(site=site("departement.example"))
    city = make_organisation(site=site("ville.example", default=True))

    assert organisation_of(asked("other.example")) == city


def test_the_only_organisation_speaks_everywhere() -> None:
    only = make_organisation()

    assert organisation_of(asked("anything.example")) == only


def test_among_several_without_a_site_nobody_speaks() -> None:
    make_organisation()
    make_organisation()

    assert organisation_of(asked("anything.example")) is None


def test_it_is_looked_up_once_per_request(django_assert_num_queries) -> None:
    make_organisation(site=site("ville.example"))
    request = asked("ville.example")

    with django_assert_num_queries(1):
        organisation_of(request)
        organisation_of(request)
        assert processor(request)["organisation"].name


def test_a_page_that_does_not_name_it_asks_nothing(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        processor(asked("ville.example"))


def test_links_in_mail_lead_to_the_organisations_own_site(settings) -> None:
    settings.PUBLIC_BASE_URL = "https://demarches.example/"
    own = make_organisation(site=site("ville.example", 443))

    assert absolute(own, "communes") == "https://ville.example/communes/"
    assert base_url(make_organisation()) == "https://demarches.example"
    assert base_url(None) == "https://demarches.example"


def test_the_name_of_the_organisation_is_on_its_pages(client: Client) -> None:
    make_organisation("Ville de Brume", site=site("brume.example"))

    page = client.get("/gestion/connexion/", headers={"Host": "brume.example"})
    assert "Ville de Brume" in page.content.decode()
