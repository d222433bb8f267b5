"""The page of results."""

import pytest
from django.template.loader import render_to_string
from django.urls import reverse
from wagtail.models import Page, Site

from home.models import ContentPage, HomePage
from portal.procedures.catch_all import ensure_catch_all
from search.index.models import Kind, SearchDocument
from search.index.sources import Content
from search.index.writing import put
from search.results.answering import Answer
from search.results.asking import Asking
from search.results.help import help_for
from search.results.models import Searched
from tests import builders
from tests.citizen.filing.person import main_of, text_of
from tests.search.indexing import index_all

pytestmark = pytest.mark.django_db


def search(client, typed, **query):
    return client.get(reverse("search"), {"q": typed} | query)


@pytest.fixture
def roads():
    """A procedure and a service of the roads, a page about them, an internal sheet."""
    service = builders.make_service(
        "Voirie", summary="Les routes de la ville.", phone="+33321500000"
    )
    procedure = builders.make_procedure(
        title="Signaler un nid-de-poule",
        summary="Un trou dans la route ? Dites-nous où il est.",
        words="chaussée abîmée",
        service=service,
        theme=builders.make_theme(name="Rues", slug="rues"),
    )
    root = Site.objects.get(is_default_site=True).root_page
    root.add_child(instance=ContentPage(title="Travaux sur la route", slug="travaux"))
    index_all()
    internal = Content(
        Kind.KNOWLEDGE, "9", "/gestion/fiches/9/", "Route : ce qu’il faut dire", internal=True
    )
    put([internal])
    return procedure


def test_results_are_grouped_procedures_first_then_services_and_pages(client, roads):
    page = main_of(search(client, "route"))
    places = [page.index(words) for words in ("nid-de-poule", "Voirie", "Travaux sur la")]
    assert places == sorted(places)


def test_the_words_typed_are_marked_where_they_were_found(client, roads):
    assert "dans la <mark>route</mark>" in text_of(search(client, "les routes"))


def test_a_result_leads_to_what_was_found_and_is_remembered(client, roads):
    document = SearchDocument.objects.get(kind=Kind.PROCEDURE)
    address = f"{reverse('search_choice', args=[document.pk])}?q=route"
    assert f'href="{address}"' in text_of(search(client, "route"))

    response = client.get(address)

    assert (response.status_code, response.url) == (302, roads.get_absolute_url())
    assert Searched.objects.get().chosen == 1


def test_looking_at_where_a_result_leads_is_not_choosing_it(client, roads):
    search(client, "route")
    document = SearchDocument.objects.get(kind=Kind.PROCEDURE)
    client.head(f"{reverse('search_choice', args=[document.pk])}?q=route")
    assert Searched.objects.get().chosen == 0


def test_the_public_never_sees_an_internal_sheet_even_signed_in_as_an_agent(client, roads):
    internal = SearchDocument.objects.get(kind=Kind.KNOWLEDGE)
    for agent in (None, builders.make_agent()):
        if agent:
            client.force_login(agent, backend="portal.accounts.backends.AgentBackend")
        for query in ({}, {"type": "knowledge"}):
            assert "ce qu’il faut dire" not in text_of(search(client, "route", **query))
        address = reverse("search_choice", args=[internal.pk])
        assert client.get(address).status_code == 404


def test_a_site_finds_its_own_things_and_the_shared_ones_only(client):
    ours, theirs = builders.make_organisation(), builders.make_organisation()
    for title, owner, shared in (
        ("Route à nous", ours, False),
        ("Route à eux", theirs, False),
        ("Route à tous", theirs, True),
    ):
        service = builders.make_service("Rues", organisation=owner)
        builders.make_procedure(title=title, service=service, shared=shared)
    index_all()
    site = Site.objects.create(hostname="ville.example", root_page=Page.get_first_root_node())
    ours.site = site
    ours.save()
    host = {"host": site.hostname}

    page = main_of(client.get(reverse("search"), {"q": "route"}, headers=host))

    assert ("Route à nous" in page, "Route à tous" in page) == (True, True)
    assert "Route à eux" not in page
    other = SearchDocument.objects.get(title="Route à eux")
    assert client.get(reverse("search_choice", args=[other.pk]), headers=host).status_code == 404


def test_an_address_that_is_not_ours_is_never_led_to(client):
    for number, url in enumerate(("https://mal.example/", "//mal.example/", "/\\mal.example")):
        row = SearchDocument.objects.create(kind=Kind.PAGE, key=number, title="Mal", url=url)
        assert client.get(reverse("search_choice", args=[row.pk])).status_code == 404


def test_a_filter_keeps_one_kind_and_says_how_many_there_are_of_each(client, roads):
    page = text_of(search(client, "route", type="service"))
    assert "Voirie" in page
    assert "nid-de-poule" not in page.split("<main")[1]
    assert 'aria-current="true">Services <b>1</b>' in page
    assert "Démarches <b>1</b>" in page


def test_a_theme_keeps_its_own(client, roads):
    builders.make_procedure(title="Route du sport", theme=builders.make_theme(name="Sport"))
    index_all()
    page = main_of(search(client, "route", theme="rues"))
    assert "nid-de-poule" in page
    assert "Route du sport" not in page


def test_many_results_of_a_kind_are_read_page_after_page(client):
    for number in range(13):
        builders.make_procedure(title=f"Route numéro {number:02}")
    index_all()
    first = text_of(search(client, "route"))
    assert first.count("<li data-row>") == 5
    assert "voir les 13 résultats" in first
    one = text_of(search(client, "route", type="procedure"))
    two = text_of(search(client, "route", type="procedure", page="2"))
    titles = {f"numéro {number:02}" for number in range(13)}
    assert {title for title in titles if title in one} | {t for t in titles if t in two} == titles
    assert (one.count("<li data-row>"), two.count("<li data-row>")) == (10, 3)
    assert 'rel="prev"' in two


def corrected(**told):
    found = Answer(Asking("chausée"), corrected="chaussée", **told)
    return render_to_string("search/corrected.html", {"answer": found})


def test_what_was_perhaps_meant_is_a_link_beside_what_is_found_or_not():
    for total in (0, 3):
        page = corrected(total=total)
        assert "Vouliez-vous dire" in page
        assert 'href="?q=chauss%C3%A9e"' in page


def test_results_of_a_correction_say_so_and_one_may_insist_on_what_was_typed():
    page = corrected(total=3, instead=True)
    assert "3 résultats pour «&nbsp;chaussée&nbsp;»" in page
    assert 'href="?q=chaus%C3%A9e&amp;tel-quel=1"' in page


def test_finding_nothing_is_no_dead_end(client, roads):
    ensure_catch_all(roads.service)
    home = Page.get_first_root_node().add_child(
        instance=HomePage(title="Accueil", slug="accueil-2", reception=roads.service)
    )
    site = Site.objects.create(hostname="ville.example", root_page=home)
    organisation = roads.service.organisation
    organisation.site = site
    organisation.relay_url = "https://relais.example/"
    organisation.save()

    response = client.get(reverse("search"), {"q": "girafe"}, headers={"host": site.hostname})

    page = text_of(response)
    assert "Rien ne correspond à «&nbsp;girafe&nbsp;»" in page
    for words in ("Autre demande", "?mots=girafe", "03 21 50 00 00", "relais.example", "Rues"):
        assert words in page
    roads.service.active = False
    roads.service.save()
    assert help_for(organisation, "girafe").reception is None


@pytest.mark.parametrize(
    "typed", ["", "\x00", "%", "'; DROP TABLE", "<script>alert(1)</script>", "é" * 5_000, "🦒",
              "\u200f\ufeff", '"route', "* OR NEAR(", "-route", "a AND b"],
)  # fmt: skip
def test_whatever_is_typed_is_answered(client, roads, typed):
    response = search(client, typed)
    assert response.status_code == 200
    assert "<script>alert" not in text_of(response)


@pytest.mark.parametrize(
    "query", [{"type": "x"}, {"theme": "\x00"}, {"theme": "x" * 999}, {"page": "0"},
              {"page": "-1"}, {"page": "²"}, {"page": "9" * 50}, {"page": "19"}],
)  # fmt: skip
def test_a_filter_that_does_not_exist_is_as_if_it_were_not_there(client, roads, query):
    assert search(client, "route", **query).status_code == 200


def test_the_page_is_not_for_other_search_engines(client, roads):
    assert '<meta name="robots" content="noindex">' in text_of(search(client, "route"))


def test_only_the_search_itself_is_remembered_not_its_filters_and_pages(client, roads):
    search(client, "route", type="service")
    search(client, "route", type="procedure", page="2")
    assert not Searched.objects.exists()


def test_words_of_danger_bring_the_numbers_before_anything_else(client, roads):
    page = text_of(search(client, "il me frappe"))
    assert "3919" in page
    assert page.index("3919") < page.index("<h2>")


def test_the_first_results_say_which_channel_to_use_now(client, roads):
    assert 'class="advised"' in text_of(search(client, "route"))


def test_the_page_costs_as_much_with_many_results(client, roads, query_budget):
    def more():
        for number in range(45):
            theme = builders.make_theme()
            builders.make_procedure(title=f"Route {number}", theme=theme)
            builders.make_service(f"Route {number}", organisation=roads.service.organisation)
        index_all()
        search(client, "route")  # what every process keeps is read again once

    for _ in range(4):  # as many results as are advised, of both kinds
        builders.make_procedure(title="Route")
    index_all()
    query_budget(lambda: search(client, "route"), more, at_most=45)
