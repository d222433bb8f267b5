"""What is proposed while one types."""

import pytest
from django.urls import reverse
from django.utils import timezone

from portal.directory.models import Role
from search.index.models import Kind
from search.index.sources import Content
from search.index.writing import put
from search.results import phrases
from search.results.models import Phrase, Searched
from search.results.views import PER_MINUTE
from tests import builders
from tests.search.indexing import index_all

pytestmark = pytest.mark.django_db


def proposed(client, typed, **more):
    return client.get(reverse("search_suggestions"), {"q": typed}, **more).json()["results"]


@pytest.fixture
def known(db):
    builders.make_procedure(
        title="Signaler un nid-de-poule", words="trou dans la route\nchaussée abîmée"
    )
    builders.make_service("Éclairage public")
    index_all()
    put([Content(Kind.KNOWLEDGE, "1", "/gestion/fiches/1/", "Trou : que dire", internal=True)])
    phrases.refresh()


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("trou", "trou dans la route"),
        ("TROU DA", "trou dans la route"),
        ("route tr", "trou dans la route"),
        ("chausse", "chaussée abîmée"),
        ("poul", "Signaler un nid-de-poule"),
        ("l’éclai", "Éclairage public"),
    ],
)
def test_titles_and_residents_words_are_proposed_by_the_beginning_of_their_words(
    client, known, typed, first
):
    assert proposed(client, typed)[0] == first


@pytest.mark.parametrize("typed", ["", "t", "girafe", "oute", "%", "_", "\x00", "🦒", "é" * 999])
def test_nothing_is_proposed_for_what_nothing_begins_with(client, known, typed):
    assert proposed(client, typed) == []


def test_an_internal_title_is_not_proposed_to_the_public(client, known):
    assert proposed(client, "trou que") == []
    agent = builders.make_agent()
    assert phrases.proposals_for_agent("trou que", agent) == ["Trou : que dire"]


def test_an_agent_is_not_proposed_the_title_that_another_organisation_keeps_to_itself(known):
    service = builders.make_service()
    put(
        [
            Content(Kind.KNOWLEDGE, "2", "/gestion/fiches/2/", "Trousses", internal=True,
                    organisation_id=service.organisation_id)
        ]
    )  # fmt: skip
    phrases.refresh()
    colleague = builders.make_member(service, Role.ADVISER)
    assert phrases.proposals_for_agent("trousses", colleague) == ["Trousses"]
    stranger = builders.make_member(builders.make_service(), Role.ADVISER)
    assert phrases.proposals_for_agent("trousses", stranger) == []


def test_a_site_proposes_its_own_things_and_the_shared_ones(client):
    ours, theirs = builders.make_organisation(), builders.make_organisation()
    rows = ("Une", ours, False), ("Deux", theirs, False), ("Trois", theirs, True)
    for title, owner, shared in rows:
        service = builders.make_service("Rues", organisation=owner)
        builders.make_procedure(title=f"Route {title}", service=service, shared=shared)
    index_all()
    phrases.refresh()
    assert phrases.proposals("route", organisation=ours) == ["Route Une", "Route Trois"]


def test_eight_at_most_are_proposed_each_once(client):
    for number in range(20):
        builders.make_procedure(title=f"Route {number % 10}", words="route")
    index_all()
    phrases.refresh()
    found = proposed(client, "route")
    assert len(found) == len(set(found)) == 8


def searched(words, **fields):
    today = timezone.localdate()
    defaults = {"asked": 9, "chosen": 3, "found": 2, "first_on": today, "last_on": today}
    return Searched.objects.create(digest=words, words=words, **defaults | fields)


def test_what_many_people_searched_and_found_is_proposed(client):
    put([Content(Kind.PAGE, "9", "/location/", "Location", words="permis louer")])
    searched("permis de louer")
    searched("permis de martin")
    for number, unfit in enumerate(({"asked": 4}, {"chosen": 1}, {"found": 0}, {"staff": True})):
        searched(f"permis {number}", **unfit)
    phrases.refresh()
    assert proposed(client, "permis") == ["permis de louer"]


def test_refreshing_adds_what_is_new_takes_what_is_gone_and_leaves_the_rest(client, known):
    kept = Phrase.objects.get(text="trou dans la route").pk
    builders.make_service("Trottoirs")
    Phrase.objects.create(kind=Kind.PAGE, text="Trou noir", folded=" trou noir")
    index_all()
    phrases.refresh()
    assert proposed(client, "tro") == ["trou dans la route", "Trottoirs"]
    assert Phrase.objects.get(text="trou dans la route").pk == kept


def test_an_answer_is_kept_by_the_browser_and_costs_four_queries(client, known, query_budget):
    response = client.get(reverse("search_suggestions"), {"q": "trou"})
    assert response.headers["Cache-Control"] == "public, max-age=300"
    assert "Cookie" not in response.headers.get("Vary", "")
    query_budget(lambda: proposed(client, "trou"), lambda: None, at_most=4)


def test_a_script_that_asks_without_end_is_asked_to_wait(client, known):
    for _ in range(PER_MINUTE):
        assert client.get(reverse("search_suggestions"), {"q": "trou"}).status_code == 200
    assert client.get(reverse("search_suggestions"), {"q": "trou"}).status_code == 429
