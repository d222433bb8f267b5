"""Words of danger against a table of sentences: what is caught, what is let through."""

import timeit

import pytest

from search.danger import Danger, dangers
from search.danger.patterns import GAPS, compile_all, heard
from search.danger.sounds import LONGEST, sound
from search.danger.words import GROUPS, HARMLESS, WORDS
from tests.search.danger.sentences import in_danger, ordinary


def test_the_table_is_read_right(capsys: pytest.CaptureFixture[str]) -> None:
    """Those of the table that aren't are named; the figures are printed with `pytest -s`."""
    missed = [(danger, said) for danger, said in in_danger() if danger not in dangers(said)]
    false = [said for said in ordinary() if dangers(said)]
    with capsys.disabled():
        caught = len(in_danger()) - len(missed)
        recall, precision = caught / len(in_danger()), caught / (caught + len(false))
        print(f"\ndanger: recall {recall:.3f}, precision {precision:.3f}")  # noqa: T201 (the figures are the point)
    assert missed == []
    assert false == []


def test_the_table_is_long_enough_to_mean_something() -> None:
    assert len({said for _, said in in_danger()}) >= 150
    assert len(set(ordinary())) >= 150
    assert {danger for danger, _ in in_danger()} == set(Danger.values)


@pytest.mark.parametrize(
    "said", ["IL ME FRAPPE", "Il me frappé !!!", "il\nme\tfrappe", "il me frappe"]
)
def test_capitals_accents_and_signs_do_not_matter(said: str) -> None:
    assert Danger.VIOLENCE in dangers(said)


def test_the_danger_is_found_in_the_middle_of_a_long_text() -> None:
    text = (
        "Bonjour, je voudrais une place en crèche. " * 40 + "Mon mari me frappe. " + "Merci. " * 40
    )
    assert dangers(text) == (Danger.VIOLENCE,)
    assert dangers("Merci. " * LONGEST + "il me frappe") == ()


def test_several_dangers_are_told_the_most_pressing_first() -> None:
    assert dangers("je suis à la rue ce soir, mon mari me frappe, je veux mourir") == (
        Danger.VIOLENCE,
        Danger.SUICIDE,
        Danger.HOMELESS,
    )


@pytest.mark.parametrize("said", ["je dors dehors avec mes enfants", "demande de carte d’identité"])
def test_a_search_is_read_in_less_than_a_millisecond(said: str) -> None:
    dangers(said)
    fastest = min(timeit.repeat(lambda: dangers(said), number=20, repeat=5)) / 20
    assert fastest < 0.001


@pytest.mark.parametrize(
    "alike",
    [
        ["frappe", "frape", "frappé", "frapper", "frappée", "frappait"],
        ["mourir", "mourire", "mourrir"],
        ["mort", "mor", "morts"],
        ["veux", "veut", "veu"],
        ["suicider", "suissidé", "suicide"],
        ["dehors", "dehor"],
    ],
)
def test_words_that_sound_alike_are_one(alike: list[str]) -> None:
    plain = {"é": "e", "è": "e"}
    folded = ["".join(plain.get(char, char) for char in word) for word in alike]
    assert len({sound(word) for word in folded}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("rue", "rouge"), ("vie", "vis"), ("viol", "violet"), ("tue", "tu")]
)
def test_words_that_do_not_stay_apart(one: str, other: str) -> None:
    assert sound(one) != sound(other)


def test_the_language_of_patterns() -> None:
    groups = {"he": ["mon mari", "il"]}

    def found(line: str, said: str) -> bool:
        [pattern] = compile_all([line], groups)
        words = heard(said)
        may_be = pattern.may_be_in(frozenset(words.split()))
        assert may_be or not pattern.found_in(words)
        return pattern.found_in(words)

    assert found("{he} crie|hurle", "hier mon mari hurle")
    assert not found("{he} crie", "mon frère crie")
    assert found("la? porte", "porte")
    assert found("crie .. fort", "il crie vraiment très fort")
    assert not found("crie .. fort", "il crie un peu trop souvent fort")
    assert found("crie !doucement", "il crie fort")
    assert not found("crie !doucement", "il crie doucement")


def test_every_line_is_written_in_the_language() -> None:
    lines = [*HARMLESS, *(line for lines in WORDS.values() for line in lines)]
    for line in lines:
        for item in line.split():
            name = item.strip("!?")
            assert item in GAPS or not name.startswith("{") or name.strip("{}") in GROUPS, line
            assert "?" not in item[:-1], line
    assert all(WORDS.values())
