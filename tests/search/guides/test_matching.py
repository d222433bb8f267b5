"""Words as people write them, and those of the phrases."""

import pytest

from search.guides.matching import Phrases


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("hôpital", True),
        ("opital", True),
        ("kantine", True),
        ("cantinne", True),
        ("rantine", False),  # what begins otherwise is another word
        ("opera", False),
        ("", False),
    ],
)
def test_a_word_is_mended_from_those_that_begin_as_it_is_heard(typed: str, found: bool) -> None:
    phrases = Phrases({"enfants": ["la cantine", "à l’hôpital"]})
    assert bool(phrases.said_in(typed)) is found


def test_phrases_are_made_once_until_a_word_of_them_changes() -> None:
    made = Phrases.of({1: ["un trou"], 2: ["un arbre"]})
    assert Phrases.of({1: iter(["un trou"]), 2: ["un arbre"]}) is made
    assert Phrases.of({1: ["un trou"], 2: ["un banc"]}) is not made
