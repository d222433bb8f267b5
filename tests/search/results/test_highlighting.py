"""The words that were searched, marked in what was found."""

import re

import pytest
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from portal.text.french import stems
from search.results.highlighting import SHOWN, excerpt, highlighted

MARK = re.compile(r"</?mark>")


def test_words_are_marked_by_their_stems_accents_and_elisions_apart():
    shown = highlighted("L’école et les écoles d’été", set(stems("ecole")))
    assert shown == "L’<mark>école</mark> et les <mark>écoles</mark> d’été"


def test_what_is_found_is_escaped():
    shown = highlighted("<b>trou</b> & trous", set(stems("trou b")))
    assert "<b>" not in shown
    assert "&lt;<mark>b</mark>&gt;<mark>trou</mark>" in shown
    assert "&amp; <mark>trous</mark>" in shown


@pytest.mark.parametrize(
    ("text", "shown"), [("Dites où.", "Dites où."), ("Dans la décl", "Dans la décl…"), ("", "")]
)
def test_a_text_that_came_cut_says_so(text, shown):
    assert excerpt(text, set()) == shown


def test_a_long_text_is_cut_around_the_first_word_found():
    text = "avant " * 100 + "un trou dans la route " + "après " * 100
    shown = excerpt(text, set(stems("trou")))
    assert shown.startswith("… avant")
    assert shown.endswith("après …")
    assert "<mark>trou</mark>" in shown
    assert len(MARK.sub("", shown)) <= SHOWN + 4


@given(st.text(max_size=400), st.text(max_size=40))
def test_nothing_is_added_to_the_text_but_marks(text, typed):
    assert MARK.sub("", highlighted(text, set(stems(typed)))) == escape(text)


@given(st.text(max_size=900), st.text(max_size=40))
def test_an_excerpt_is_never_much_longer_than_what_is_shown(text, typed):
    cut = excerpt(text.replace("&", "").replace("<", ""), set(stems(typed)))
    assert len(MARK.sub("", cut)) <= SHOWN * 6 + 4  # an escaped character takes up to six
