"""The agents' search."""

import pytest
from django.urls import reverse
from wagtail.models import Page, Site

from home.knowledge.models import KnowledgePage
from portal.directory.models import Role
from search.index.models import SearchDocument
from search.results import phrases
from search.results.models import Searched
from tests import builders
from tests.citizen.filing.person import main_of, text_of
from tests.home.knowledge.builders import make_partner, make_sheet
from tests.search.indexing import index_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def adviser(client):
    agent = builders.make_member(builders.make_service("Accueil"), Role.ADVISER)
    client.force_login(agent, backend="portal.accounts.backends.AgentBackend")
    return client


@pytest.fixture
def roads(db):
    procedure = builders.make_procedure(title="Signaler un trou dans la route")
    make_sheet(title="Route : que dire", say="Demandez le numéro de la route.")
    make_sheet(title="Route : entre nous", shared=False)
    make_partner(name="DIR Nord", skills="routes nationales")
    index_all()
    return procedure


def search(client, typed, **query):
    return client.get(reverse("lookup"), {"q": typed} | query)


def test_internal_sheets_and_partners_come_before_what_the_public_finds(adviser, roads):
    page = main_of(search(adviser, "route"))
    places = [page.index(words) for words in ("que dire", "DIR Nord", "Signaler un trou")]
    assert places == sorted(places)


def test_a_sheet_that_another_organisation_keeps_to_itself_is_not_found(client, adviser, roads):
    assert "entre nous" not in main_of(search(adviser, "route"))
    colleague = builders.make_member(
        KnowledgePage.objects.get(title="Route : entre nous").service, Role.ADVISER
    )
    client.force_login(colleague, backend="portal.accounts.backends.AgentBackend")
    assert "entre nous" in main_of(search(client, "route"))


def test_an_agent_finds_the_things_of_every_organisation(adviser, roads):
    other = builders.make_service("Routes", organisation=builders.make_organisation())
    builders.make_procedure(title="Route départementale", service=other)
    index_all()
    assert "Route départementale" in main_of(search(adviser, "route"))


def test_a_result_is_opened_and_remembered_as_an_agents(adviser, roads):
    search(adviser, "route")
    sheet = SearchDocument.objects.get(title="Route : que dire")
    response = adviser.get(f"{reverse('lookup_choice', args=[sheet.pk])}?q=route")
    there = KnowledgePage.objects.get(title="Route : que dire").get_absolute_url()
    assert (response.status_code, response.url) == (302, there)
    kept = Searched.objects.get()
    assert (kept.staff, kept.chosen) == (True, 1)


def test_a_result_is_opened_here_unless_it_stands_on_the_site_of_another_organisation(
    adviser, roads
):
    pages = Page.get_first_root_node()
    ours = builders.make_organisation(site=Site.objects.create(hostname="a.test", root_page=pages))
    away = Site.objects.create(hostname="b.test", root_page=pages.add_child(title="B", slug="b"))
    theirs = builders.make_organisation(site=away)
    for organisation in (ours, theirs):
        service = builders.make_service(organisation=organisation)
        builders.make_procedure(title=f"Vélo {organisation.pk}", service=service)
    index_all()

    def opened(title):
        pk = SearchDocument.objects.get(title=title).pk
        return adviser.get(reverse("lookup_choice", args=[pk]), headers={"host": "a.test"}).url

    assert opened(f"Vélo {ours.pk}").startswith("/demarches/")
    assert opened(f"Vélo {theirs.pk}").startswith("http://b.test/demarches/")


def test_the_address_of_what_another_organisation_keeps_to_itself_is_not_told(adviser, roads):
    sheet = SearchDocument.objects.get(title="Route : entre nous")
    assert adviser.get(reverse("lookup_choice", args=[sheet.pk])).status_code == 404


def test_nothing_found_leads_to_orienter_with_the_same_words(adviser, roads):
    assert f"{reverse('orient')}?q=girafe" in text_of(search(adviser, "girafe"))


def test_a_sheet_that_is_missing_is_proposed_with_the_same_words(adviser, roads):
    for typed in ("girafe", "route"):
        page = text_of(search(adviser, typed))
        assert f"{reverse('knowledge_propose')}?titre={typed}" in page
    page = text_of(adviser.get(reverse("knowledge_propose"), {"titre": "girafe"}))
    assert 'value="girafe"' in page


def test_nothing_typed_shows_the_field_alone(adviser, roads):
    page = text_of(adviser.get(reverse("lookup")))
    assert "autofocus" in page
    assert "data-row" not in page


def test_internal_titles_are_proposed_and_kept_in_no_cache(adviser, roads):
    phrases.refresh()
    response = adviser.get(reverse("lookup_suggestions"), {"q": "rou"})
    assert "Route : que dire" in response.json()["results"]
    assert "no-store" in response.headers["Cache-Control"]


def test_orienter_leads_to_the_sheets_with_the_same_words(adviser, roads):
    page = text_of(adviser.get(reverse("orient"), {"q": "route"}))
    assert f"{reverse('lookup')}?q=route" in page


def test_words_of_danger_bring_the_numbers_to_read_out(adviser, roads):
    assert "3114" in text_of(search(adviser, "je veux mourir"))


def test_the_page_costs_as_much_with_many_results(adviser, roads, query_budget):
    def more():
        for number in range(20):
            builders.make_procedure(title=f"Route {number}", theme=builders.make_theme())
        index_all()
        search(adviser, "route")  # what every process keeps is read again once

    for _ in range(3):
        builders.make_procedure(title="Route")
    index_all()
    query_budget(lambda: search(adviser, "route"), more, at_most=45)
