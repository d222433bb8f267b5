"""Dates as French readers expect them."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.ui import dates

TODAY = date(2026, 11, 24)


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (date(2026, 11, 25), "mercredi 25 novembre"),
        (date(2026, 8, 1), "samedi 1er août"),
        (date(2027, 2, 3), "mercredi 3 février 2027"),
        (datetime(2026, 11, 24, 23, 30, tzinfo=UTC), "mercredi 25 novembre"),
    ],
)
def test_a_day_is_named_with_its_year_only_when_it_is_another(value: date, words: str) -> None:
    assert plain(dates.day(value, TODAY)) == words


def test_a_full_date_always_has_its_year() -> None:
    assert plain(dates.full(date(2026, 11, 18))) == "18 novembre 2026"


def test_a_short_date_has_a_short_month() -> None:
    assert plain(dates.short(date(2026, 11, 18), TODAY)) == "18 nov."
    assert plain(dates.short(date(2025, 1, 1), TODAY)) == "1er janv. 2025"


@pytest.mark.parametrize(
    ("utc", "words"),
    [
        (datetime(2026, 11, 18, 7, 12, tzinfo=UTC), "mercredi 18 novembre, 8 h 12"),
        (datetime(2026, 7, 1, 7, 0, tzinfo=UTC), "mercredi 1er juillet, 9 h"),
        (datetime(2026, 11, 18, 7, 5, tzinfo=UTC), "mercredi 18 novembre, 8 h 05"),
    ],
)
def test_a_moment_is_told_in_local_time(utc: datetime, words: str) -> None:
    assert plain(dates.moment(utc, TODAY)) == words


@pytest.mark.parametrize(
    ("value", "label", "tone"),
    [
        (date(2026, 11, 21), "en retard de 3 jours", "bad"),
        (date(2026, 11, 23), "en retard d’1 jour", "bad"),
        (date(2026, 11, 24), "aujourd’hui", "warn"),
        (date(2026, 11, 25), "demain", "warn"),
        (date(2026, 11, 27), "27 nov.", "good"),
        (datetime(2026, 11, 23, 23, 30, tzinfo=UTC), "aujourd’hui", "warn"),
    ],
)
def test_a_due_date_is_words_and_a_tone(value: date, label: str, tone: str) -> None:
    due = dates.due(value, TODAY)
    assert (plain(due.label), due.tone) == (label, tone)


@given(st.dates(date(1900, 1, 1), date(2200, 12, 31)))
def test_a_date_never_breaks_across_lines(value: date) -> None:
    for words in (dates.day(value, TODAY), dates.full(value), dates.short(value, TODAY)):
        assert " " not in words
