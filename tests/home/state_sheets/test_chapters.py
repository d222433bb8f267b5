"""A heading with too much below it is read in several parts, and nothing of it is lost."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from home.state_sheets.drawing.chapters import chapters
from home.state_sheets.drawing.surroundings import Surroundings

PAGE = 85_000  # bytes of text that a page may hold


def said(number: int, length: int = 9_000) -> dict[str, Any]:
    return {"is": "p", "of": [f"mot{number} {'x' * length}"]}


def section(title: str, of: list[Any]) -> dict[str, Any]:
    return {"is": "section", "title": [title], "of": of}


def cases(of: list[Any]) -> dict[str, Any]:
    held = [{"title": [f"Cas {number}"], "of": [node]} for number, node in enumerate(of)]
    return {"is": "cases", "title": [], "of": held}


def bodies(nodes: list[Any]) -> tuple[list[str], list[list[str]]]:
    """The text of each chapter, and the titles that lead to it."""
    found = chapters(nodes, Surroundings("particuliers"))
    return [each.body for each in found], [[line.title for line in each.contents] for each in found]


@pytest.mark.parametrize(
    "nodes",
    [
        [section("Où demander", [cases([said(number) for number in range(30)])])],
        [section("Où", [cases([cases([said(number) for number in range(30)])])])],
        [cases([said(number) for number in range(30)])],
        [said(99, 10), section("Un", [said(98, 10)]), section("Deux", list(map(said, range(30))))],
    ],
    ids=["cases of a heading", "cases in cases", "cases without a heading", "one of two headings"],
)
def test_each_part_fits_a_page_and_has_a_title(nodes: list[Any]) -> None:
    parts, titles = bodies(nodes)
    assert len(parts) > 2
    assert all(len(part.encode()) < PAGE for part in parts)
    assert all(titles)


@given(st.lists(st.integers(0, 30_000), max_size=20), st.booleans())
def test_every_word_is_there_once_and_in_order(lengths: list[int], headed: bool) -> None:
    nodes: list[Any] = [cases([said(number, length) for number, length in enumerate(lengths)])]
    parts, _titles = bodies([section("Titre", nodes)] if headed else nodes)
    read = re.findall(r"mot(\d+)", "".join(parts))
    assert read == [str(number) for number in range(len(lengths))]


def test_a_light_text_keeps_its_headings_whole() -> None:
    parts, titles = bodies([section("Un", [said(1, 70_000)]), section("Deux", [said(2, 10)])])
    assert [len(parts), titles] == [2, [["Un"], ["Deux"]]]
