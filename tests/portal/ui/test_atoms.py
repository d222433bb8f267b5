"""Small pieces of page: states, dates, sizes, and what templates call them by."""

import re
from datetime import date

import pytest
from django.template import Context, Template

from portal.ui import atoms


def draw(source: str, **context: object) -> str:
    return Template(source).render(Context(context)).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "0 octet"),
        (850, "850 octets"),
        (12_400, "12 Ko"),
        (999_499, "999 Ko"),
        (999_500, "1,0 Mo"),
        (1_412_000, "1,4 Mo"),
    ],
)
def test_a_size_is_told_in_french(size: int, words: str) -> None:
    assert draw("{{ size|file_size }}", size=size) == words


def test_a_state_escapes_its_words() -> None:
    assert draw("{% state words 'bad' %}", words="<b>") == (
        '<span class="state bad">&lt;b&gt;</span>'
    )


def test_an_unknown_tone_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="purple"):
        atoms.state("En cours", "purple")


def test_a_date_carries_its_machine_form() -> None:
    drawn = draw("{% when day 'full' %}", day=date(2026, 11, 18))
    assert drawn == '<time datetime="2026-11-18">18 novembre 2026</time>'


@pytest.mark.parametrize("source", ["{% when none %}", "{% due none %}"])
def test_no_date_is_a_dash(source: str) -> None:
    assert draw(source, none=None) == "–"


def test_filters_say_nothing_of_no_date() -> None:
    assert draw("{{ none|day }}", none=None) == ""


def test_a_telephone_number_is_one_piece() -> None:
    drawn = Template("{{ '+33321216216'|phone }}").render(Context())
    assert drawn == "03\u00a021\u00a021\u00a062\u00a016"


def test_a_reference_is_copied_as_it_is_typed() -> None:
    assert atoms.reference("D-7K3F-9QX") == '<span class="ref">D-7K3F-9QX</span>'


def test_the_link_of_a_row_escapes_what_people_typed() -> None:
    assert "<script>" not in atoms.title("/x/", "<script>", "<script>")
    assert "<script>" not in atoms.stacked("<script>", "<script>")


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Appelez le 112, ou le 3919 sous 15 jours.", ["112", "3919"]),
        ("Le 115 (gratuit) ou 03\u00a053 01 40 99", ["115", "0353014099"]),
        ("Sous 5 jours, 62000 Arras, en 2026, route D 950, 1150 €", []),
        ("<b>119</b>", ["119"]),
    ],
)
def test_numbers_to_call_become_links_and_nothing_else_does(text: str, numbers: list[str]) -> None:
    drawn = Template("{{ text|calls }}").render(Context({"text": text}))
    assert re.findall(r'href="tel:(\d+)"', drawn) == numbers
    assert "<b>" not in drawn
