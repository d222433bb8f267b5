"""A week of opening hours, written on one line and read back."""

from contextlib import suppress
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.directory.week_words import Hours, read_week, write_week

MORNING, AFTERNOON = (time(9), time(12)), (time(13, 30), time(17))
OFFICE = tuple((day, *stretch) for day in range(5) for stretch in (MORNING, AFTERNOON))


@pytest.mark.parametrize(
    "text",
    [
        "lu-ve 9:00-12:00 13:30-17:00",
        "Lundi au vendredi : 9h-12h et 13h30-17h",
        "lu–ve 9h00–12h00, 13h30–17h00",
        "du lundi au vendredi 9-12 13:30-17",
        "lu,ma,me 9:00-12:00 13:30-17:00\nje-ve 9h à 12h 13h30 à 17h",
        "lu ma me je ve 9:00 - 12:00 13:30 - 17:00",
    ],
)
def test_hours_are_read_as_people_write_them(text: str) -> None:
    assert read_week(text) == OFFICE
    assert write_week(read_week(text)) == "lu-ve 9:00-12:00 13:30-17:00"


def test_days_of_the_same_hours_are_told_together() -> None:
    week = read_week("lu 9-12 ; ma 14-17 ; me 9-12 ; sa,di 0:00-24:00")
    assert write_week(week) == "lu,me 9:00-12:00 ; ma 14:00-17:00 ; sa-di 0:00-24:00"


@pytest.mark.parametrize(
    "text",
    [
        "xx 9-12",
        "lu",
        "9-12",
        "lu 12-9",
        "lu 9-25",
        "lu 9:60-12",
        "ve-lu 9-12",
        "lu 9-24:30",
        "marche 9-12",
        "l 9-12",
    ],
)
def test_what_cannot_be_read_is_quoted_with_an_example(text: str) -> None:
    with pytest.raises(ValueError, match=r"n’est pas lisible\. Écrivez par exemple"):
        read_week(text)


@pytest.mark.parametrize("text", ["lu 9-12 11-13", "lu 9-12 ; lu-ma 10-11", "lu 9-12 9-12"])
def test_hours_that_overlap_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="recouvrent"):
        read_week(text)


@st.composite
def weeks(draw: st.DrawFn) -> tuple[Hours, ...]:
    """Any week: for each day, times in order taken two by two, the last one perhaps midnight."""
    found: list[Hours] = []
    for day in range(7):
        minutes = sorted(draw(st.sets(st.integers(0, 24 * 60), max_size=6)))
        times = [time(at // 60 % 24, at % 60) for at in minutes]
        found += [(day, times[n], times[n + 1]) for n in range(0, len(times) - 1, 2)]
    return tuple(found)


@given(weeks())
def test_any_week_is_read_back_as_it_was_written(week: tuple[Hours, ...]) -> None:
    assert read_week(write_week(week)) == week


@given(st.text(alphabet="lumaejvdi ,;-:h0123456789\n", max_size=30))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    with suppress(ValueError):
        week = read_week(text)
        assert read_week(write_week(week)) == week
