"""« Vous vouliez dire », what residents say, and what was chosen before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.text.french import stem
from search.index.choosing import MOST_RAISED, chosen, raises
from search.index.finding import Asked
from search.index.models import Chosen, Kind, SearchDocument, Word
from search.index.searching import find
from search.index.spelling import _resemble, distance
from search.index.synonyms import ACRONYMS, SAID, companions
from search.index.writing import forget, put
from tests import builders
from tests.search.index.corpus import CORPUS, content

some_word = st.text("abcdeé", max_size=9)


def keys(typed: str) -> list[str]:
    return [hit.document.key for hit in find(Asked(typed)).hits]


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["pubelle", "poubellle", "puobelle", "Poubellle"])
def test_a_misspelt_word_finds_what_was_meant_and_says_so(typed: str) -> None:
    put(CORPUS)
    found = find(Asked(f"demander une {typed}"))
    assert found.hits[0].document.key == "poubelle"
    assert found.corrected == "demander une poubelle"
    assert stem("poubelle") in found.searched


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["poubelle", "POUBELLES", "boulot", "xylophone", "zz", "62041"])
def test_what_is_known_short_or_like_nothing_is_not_corrected(typed: str) -> None:
    put(CORPUS)
    assert find(Asked(typed)).corrected == ""


@pytest.mark.django_db
def test_a_correction_has_its_accents_and_leaves_the_rest_as_typed() -> None:
    put(CORPUS)
    assert find(Asked("Le congé parantal, SVP !")).corrected == "Le congé parental, SVP !"


@pytest.mark.django_db
@pytest.mark.parametrize("typed", ["didentité", "DIDENTITE", "lidentite"])
def test_an_article_without_its_apostrophe_is_taken_off(typed: str) -> None:
    put([content("card", "Carte d’identité"), content("other", "Carte de bus")])
    found = find(Asked(f"carte {typed}"))
    assert (found.hits[0].document.key, found.corrected) == ("card", "carte identité")


@pytest.mark.django_db
def test_a_correction_tells_no_word_of_what_may_not_be_read() -> None:
    ours, theirs = builders.make_organisation(), builders.make_organisation()
    put([content("note", "Consigne Zanzibar", kind=Kind.KNOWLEDGE, internal=True)])
    put([content("fair", "Fête du Kangourou", organisation_id=theirs.pk)])
    for typed in ("zanzibaar", "zanzibar", "kangouroo", "kangourou"):
        assert find(Asked(typed, ours)).corrected == ""
    assert find(Asked("zanzibaar", staff=True)).corrected == "zanzibar"
    assert find(Asked("kangouroo", theirs)).corrected == "kangourou"


@pytest.mark.django_db
def test_a_correction_tells_no_word_of_what_is_gone() -> None:
    put([content("gone", "Zanzibar")])
    forget(Kind.PAGE, ["gone"])
    assert find(Asked("zanzibaar")).corrected == ""


@pytest.mark.django_db
def test_a_search_of_nothing_but_mistakes_costs_a_fixed_number_of_queries(
    django_assert_max_num_queries,  # type: ignore[no-untyped-def]  # the fixture has no type
) -> None:
    put(CORPUS)
    with django_assert_max_num_queries(10):
        find(Asked(" ".join(f"pubell{letter}x" for letter in "abcdefghijklmnop")))


@given(some_word, some_word)
def test_a_distance_is_the_same_both_ways_and_null_only_for_the_same_word(a: str, b: str) -> None:
    assert distance(a, b) == distance(b, a) <= max(len(a), len(b))
    assert (distance(a, b) == 0) == (a == b)


@given(some_word, st.integers(0, 8), st.sampled_from("xyz"))
def test_a_letter_added_is_one_mistake(word: str, place: int, letter: str) -> None:
    assert distance(word, word[:place] + letter + word[place:]) == 1


@given(some_word, some_word)
def test_only_words_too_far_away_are_not_measured(a: str, b: str) -> None:
    assert _resemble(a, b, distance(a, b))


def test_letters_swapped_are_one_mistake() -> None:
    assert distance("poubelle", "puobelle") == 1


@pytest.mark.django_db
def test_residents_words_find_what_documents_say() -> None:
    put([content("emploi", "Demandeur d’emploi"), content("piscine", "Piscine")])
    assert keys("jai perdu mon boulot") == ["emploi"]


@pytest.mark.django_db
def test_a_word_that_no_document_says_gives_way_to_its_companions() -> None:
    put([content("emploi", "Demandeur d’emploi"), content("dog", "Animal perdu")])
    put([content(f"perdu{number}", "Objet perdu") for number in range(3)])
    assert keys("jai perdu mon boulot")[0] == "emploi"


@pytest.mark.django_db
def test_the_word_itself_comes_before_its_companions() -> None:
    put([content("route", "Entretien de la voirie"), content("rue", "Nettoyage d’une rue")])
    assert keys("rue") == ["rue", "route"]


@pytest.mark.django_db
def test_an_acronym_finds_its_words() -> None:
    put([content("rsa", "Revenu de solidarité active"), content("other", "Vie active")])
    assert keys("R.S.A.")[0] == keys("rsa")[0] == "rsa"


def test_a_word_is_not_its_own_companion() -> None:
    assert all(typed not in besides for typed, besides in companions().items())
    assert not SAID.keys() & ACRONYMS.keys()


@pytest.mark.django_db
def test_what_was_chosen_for_the_same_words_in_any_order_comes_first_among_equals() -> None:
    put([content("one", "Piscine couverte"), content("two", "Piscine couverte")])
    chosen("la piscine couverte", SearchDocument.objects.get(key="two"))
    assert keys("piscines couvertes") == keys("couverte piscine") == ["two", "one"]
    assert keys("piscine") == ["one", "two"]


@pytest.mark.django_db
def test_choices_raise_a_little_however_many_and_never_bring_what_the_words_do_not_find() -> None:
    put([content("pool", "Piscine"), content("other", "Bibliothèque", body="Près de la piscine.")])
    put([content("stranger", "Patinoire")])
    for key in ("other", "stranger"):
        chosen("piscine", SearchDocument.objects.get(key=key))
    Chosen.objects.update(times=1_000_000)
    assert keys("piscine")[0] == "pool"
    assert "stranger" not in keys("piscine")
    assert set(raises([stem("piscine")]).values()) == {1 + MOST_RAISED}


@pytest.mark.django_db
def test_nothing_is_remembered_of_an_empty_or_endless_search() -> None:
    put(CORPUS)
    document = SearchDocument.objects.first()
    chosen("de la", document)
    chosen("mot " + " ".join(f"mot{number}" for number in range(99)), document)
    assert raises([]) == {}


@pytest.mark.django_db
def test_choices_go_with_their_document() -> None:
    put(CORPUS)
    document = SearchDocument.objects.get(key="trou")
    chosen("trou", document)
    forget(document.kind, ["trou"])
    assert raises([stem("trou")]) == {}


@pytest.mark.django_db
def test_the_words_of_titles_are_kept_as_written() -> None:
    put([content("p", "Congé de solidarité à l’Œuvre")])
    assert set(Word.objects.values_list("written", "folded")) == {
        ("congé", "conge"),
        ("solidarité", "solidarite"),
        ("œuvre", "oeuvre"),
    }
