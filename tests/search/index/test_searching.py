"""What is found, in which order, and by whom."""

import pytest

from search.index.finding import Asked
from search.index.models import Kind
from search.index.searching import MOST, find
from search.index.writing import put
from tests.builders import make_organisation
from tests.search.index.corpus import CORPUS, content

pytestmark = pytest.mark.django_db


def keys(typed: str, **asked: object) -> list[str]:
    return [hit.document.key for hit in find(Asked(typed, **asked)).hits]


def test_what_says_the_words_in_its_title_comes_before_what_only_mentions_them() -> None:
    put(CORPUS)
    assert keys("congé parental") == ["F2280", "F2258"]
    assert keys("un trou dans la route")[0] == "trou"


def test_accents_plurals_capitals_and_apostrophes_change_nothing() -> None:
    put(CORPUS)
    assert keys("CONGES PARENTAUX")[0] == keys("l’congé parental")[0] == "F2280"


def test_nothing_typed_and_nothing_known_find_nothing() -> None:
    put(CORPUS)
    for typed in ("", "  ", "de la", "xylophone", "?!", "\0"):
        assert find(Asked(typed)).hits == []


def test_equals_are_in_the_order_they_came_in() -> None:
    put([content(f"p{number}", "Piscine") for number in range(9)])
    assert keys("piscine") == [f"p{number}" for number in range(9)]


def test_fifty_are_answered_and_all_are_counted() -> None:
    put([content(f"p{number}", "Piscine") for number in range(MOST + 9)])
    found = find(Asked("piscine"))
    assert len(found.hits) == MOST
    assert found.counts == {Kind.PAGE: MOST + 9}


def test_kinds_are_chosen_and_the_others_still_counted() -> None:
    put(CORPUS)
    found = find(Asked("route", kinds=frozenset([Kind.SERVICE])))
    assert [hit.document.key for hit in found.hits] == ["voirie"]
    assert found.counts == {Kind.PROCEDURE: 1, Kind.SERVICE: 1}


def test_an_internal_sheet_is_never_told_to_the_public() -> None:
    put([content("secret", "Piscine", kind=Kind.KNOWLEDGE, internal=True)])
    found = find(Asked("piscine"))
    assert (found.hits, found.counts) == ([], {})
    assert keys("piscine", staff=True) == ["secret"]


def test_a_site_finds_its_own_and_what_all_share() -> None:
    ours, theirs = make_organisation("ours"), make_organisation("theirs")
    put(
        [
            content("ours", "Piscine", organisation_id=ours.pk),
            content("theirs", "Piscine", organisation_id=theirs.pk),
            content("shared", "Piscine"),
        ]
    )
    assert keys("piscine", organisation=ours) == ["ours", "shared"]
    assert keys("piscine") == ["ours", "theirs", "shared"]


def test_a_weight_lowers_what_says_the_same() -> None:
    put([content("old", "Piscine", weight=0.8), content("new", "Piscine")])
    assert keys("piscine") == ["new", "old"]


def test_a_very_long_text_is_read_up_to_a_limit() -> None:
    put(CORPUS)
    assert keys("congé parental " + "mot " * 100_000)[0] == "F2280"


GOLDEN = {
    "trou dans la route": ["trou", "voirie"],
    "congé": ["F2258", "F2280"],
    "salarié": ["F2258", "F2280"],
    "réparer un trottoir": ["voirie", "poubelle", "trou"],
    "deux jours": ["F2258", "trou"],
}


def test_both_engines_give_this_order() -> None:
    put(CORPUS)
    assert {typed: keys(typed) for typed in GOLDEN} == GOLDEN


def test_a_search_asks_as_many_queries_whatever_there_is_to_find(query_budget) -> None:  # type: ignore[no-untyped-def]  # the fixture has no type
    put([content("p", "Piscine municipale")])
    find(Asked("piscine municipale"))
    query_budget(
        lambda: find(Asked("piscine municipale du quartier")),
        lambda: [
            put([content(f"p{number}", "Piscine municipale") for number in range(49)]),
            find(Asked("piscine")),
        ],
        at_most=6,
    )
