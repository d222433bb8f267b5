"""What is remembered of searches: words, once enough people typed them, and never who."""

from datetime import timedelta

import pytest
import time_machine
from django.test import RequestFactory
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.models import Throttle
from search.index.models import Chosen, Kind, SearchDocument
from search.results import remembering
from search.results.models import Searched
from search.results.remembering import folded, may_be_kept, remember, remember_choice
from tests import builders

pytestmark = pytest.mark.django_db


def ask(typed, *, places=1, organisation=None, found=3):
    """Somebody at so many addresses types this."""
    for number in range(places):
        request = RequestFactory().get("/", REMOTE_ADDR=f"192.0.2.{number + 1}")
        remember(request, typed, organisation=organisation, staff=False, found=found)


def ask_as(*agents, typed="apa gir 4"):
    """Each of these agents types this, all from the same desk."""
    for agent in agents:
        request = RequestFactory().get("/")
        request.user = agent
        remember(request, typed, organisation=None, staff=True, found=3)


def test_words_are_written_when_three_people_have_typed_them():
    ask("Trou dans la route ?", places=2)
    assert Searched.objects.get().words == ""
    assert not Searched.objects.told()

    ask("trou dans  la ROUTE", places=3)

    kept = Searched.objects.get()
    assert (kept.words, kept.asked, kept.found) == ("trou dans la route", 3, 3)


def test_two_agents_are_enough_at_one_desk():
    ask_as(builders.make_agent(), builders.make_agent())
    assert Searched.objects.by_agents().get().words == "apa gir 4"


def test_what_one_agent_alone_types_is_never_written_however_often():
    agent = builders.make_agent()
    for day in ("2026-11-02", "2026-11-03", "2026-12-02", "2026-12-04", "2027-01-20"):
        with time_machine.travel(f"{day} 10:00Z", tick=False):
            remembering.forget_old()
            ask_as(agent, typed="madame martin")
            assert not Searched.objects.told().exists(), day


def test_the_same_person_counts_once_a_day():
    for _ in range(5):
        ask("trou dans la route")
    assert Searched.objects.get().asked == 1


def test_the_public_the_agents_and_each_site_are_counted_apart():
    ask("rsa")
    ask_as(builders.make_agent(), typed="rsa")
    ask("rsa", organisation=builders.make_organisation())
    assert Searched.objects.count() == 3


@pytest.mark.parametrize(
    "typed",
    ["06 12 34 56 78", "0612345678", "1 85 05 78 006 084", "awa@exemple.fr", "dossier 20261128",
     "D-7K3F-9QX8 62041", "mot " * 9, "m" * 61, "", "  ?! ", "\U0001f600" * 70],
)  # fmt: skip
def test_what_looks_like_somebodys_data_is_not_even_counted(typed):
    ask(typed, places=3)
    assert not Searched.objects.exists()
    assert not Throttle.objects.exists()


@given(st.text(max_size=80))
def test_what_is_kept_is_short_and_holds_no_number_of_four_digits(typed):
    words = folded(typed)
    if may_be_kept(words):
        assert len(words) <= 60
        assert sum(char.isdecimal() for char in words) < 8


def test_nothing_tells_who_searched():
    fields = {field.name for field in Searched._meta.get_fields()}
    assert not fields & {"user", "agent", "session", "address", "ip"}


def test_a_choice_is_counted_once_a_day_from_a_place():
    document = SearchDocument.objects.create(kind=Kind.PAGE, key="1", title="Une", url="/une/")
    ask("trou", places=3)
    for number in (1, 1, 2):
        request = RequestFactory().get("/", REMOTE_ADDR=f"192.0.2.{number}")
        remember_choice(request, "trou", document, organisation=None, staff=False)
    assert Searched.objects.get().chosen == 2


def test_the_ranking_learns_only_from_words_that_enough_people_typed():
    document = SearchDocument.objects.create(kind=Kind.PAGE, key="1", title="Une", url="/une/")
    for places in (1, 3):
        ask("trou", places=places)
        request = RequestFactory().get("/", REMOTE_ADDR=f"192.0.2.{places}")
        remember_choice(request, "trou", document, organisation=None, staff=False)
        assert Chosen.objects.exists() == (places == 3)


def test_the_lists_tell_what_was_not_found_and_what_was_not_it():
    ask("girafe", places=3, found=0)
    ask("route", places=4)
    ask("rare", places=1, found=0)
    assert [each.words for each in Searched.objects.told()] == ["route", "girafe"]
    assert [each.words for each in Searched.objects.unanswered()] == ["girafe"]
    assert [each.words for each in Searched.objects.unchosen()] == ["route"]


def test_words_go_after_a_year_and_hashes_after_a_month():
    today = timezone.localdate()
    ask("route", places=3)
    ask("rare")
    ask("ancienne", places=3)
    Searched.objects.filter(words="ancienne").update(first_on=today - timedelta(days=365))
    Searched.objects.filter(words="route").update(first_on=today - timedelta(days=364))
    Searched.objects.filter(words="").update(first_on=today - timedelta(days=31))

    assert remembering.forget_old() == 2
    assert Searched.objects.get().words == "route"
