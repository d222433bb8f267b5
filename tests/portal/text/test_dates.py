"""Days and times in French words."""

from datetime import date, time

import pytest

from portal.text.dates import (
    day_and_month,
    full_date,
    short_date,
    time_of_day,
    weekday_and_date,
)


@pytest.mark.parametrize(
    ("day", "words"),
    [(date(2026, 12, 1), "1er décembre"), (date(2026, 8, 21), "21 août")],
)
def test_the_first_of_a_month_is_an_ordinal(day: date, words: str) -> None:
    assert day_and_month(day) == words.replace(" ", "\u00a0")


def test_a_full_date_has_its_year() -> None:
    assert full_date(date(2027, 1, 24)) == "24\u00a0janvier\u00a02027"


def test_a_weekday_has_the_year_only_when_it_is_not_the_readers() -> None:
    today = date(2026, 11, 24)
    this_year = weekday_and_date(date(2026, 11, 30), seen_from=today)
    next_year = weekday_and_date(date(2027, 1, 4), seen_from=today)
    assert this_year == "lundi\u00a030\u00a0novembre"
    assert next_year == "lundi\u00a04\u00a0janvier\u00a02027"
    assert short_date(date(2027, 1, 4), seen_from=today) == "4\u00a0janv.\u00a02027"


@pytest.mark.parametrize(
    ("at", "words"),
    [(time(8, 30), "8 h 30"), (time(17), "17 h"), (time(9, 5), "9 h 05"), (time(0), "0 h")],
)
def test_times_of_day_read_as_on_a_door(at: time, words: str) -> None:
    assert time_of_day(at) == words.replace(" ", "\u00a0")
