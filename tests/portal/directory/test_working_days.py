"""Working days and due dates."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.directory.public_holidays import Territory, holidays_of
from portal.directory.working_days import (
    add_working_days,
    due_at,
    due_date,
    is_working_day,
    working_days_between,
)

PARIS = ZoneInfo("Europe/Paris")
NOUMEA = ZoneInfo("Pacific/Noumea")
HOLIDAYS = holidays_of(Territory.METROPOLE)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 27), True),
        (date(2026, 11, 28), False),
        (date(2026, 11, 29), False),
        (date(2026, 12, 24), True),
        (date(2026, 12, 25), False),
    ],
)
def test_working_days_are_weekdays_but_holidays(day: date, expected: bool) -> None:
    assert is_working_day(day, HOLIDAYS) is expected


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        (date(2026, 11, 24), 0, date(2026, 11, 24)),
        (date(2026, 11, 24), 1, date(2026, 11, 25)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),
        (date(2026, 11, 28), 0, date(2026, 11, 28)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
        (date(2026, 12, 24), 1, date(2026, 12, 28)),
        (date(2026, 12, 24), 5, date(2027, 1, 4)),
        (date(2026, 4, 30), 6, date(2026, 5, 12)),
        (date(2026, 11, 24), 30, date(2027, 1, 7)),
    ],
)
def test_the_nth_working_day_skips_week_ends_and_holidays(
    start: date, n: int, expected: date
) -> None:
    assert add_working_days(start, n, HOLIDAYS) == expected


def test_working_days_between_counts_the_end_and_not_the_start() -> None:
    friday, monday = date(2026, 11, 27), date(2026, 11, 30)
    assert working_days_between(friday, monday, HOLIDAYS) == 1
    assert working_days_between(monday, friday, HOLIDAYS) == -1
    assert working_days_between(friday, friday, HOLIDAYS) == 0
    assert working_days_between(friday, date(2026, 11, 29), HOLIDAYS) == 0


def received(text: str, tz: ZoneInfo = PARIS) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=tz)


@pytest.mark.parametrize(
    ("at", "amount", "unit", "expected"),
    [
        ("2026-11-24 10:00", 10, "working_days", date(2026, 12, 8)),
        ("2026-11-24 23:59", 10, "working_days", date(2026, 12, 8)),
        ("2026-11-28 10:00", 1, "working_days", date(2026, 11, 30)),
        ("2026-11-24 10:00", 10, "days", date(2026, 12, 4)),
        ("2026-11-24 10:00", 0, "days", date(2026, 11, 24)),
        ("2026-11-24 10:00", 14, "hours", date(2026, 11, 25)),
        ("2026-11-24 10:00", 13, "hours", date(2026, 11, 24)),
        ("2026-03-28 12:00", 24, "hours", date(2026, 3, 29)),
    ],
)
def test_a_promise_is_due_on_the_day_worked_by_hand(
    at: str, amount: int, unit: str, expected: date
) -> None:
    assert due_date(received(at), amount, unit, tz=PARIS, holidays=HOLIDAYS) == expected


def test_the_day_of_receipt_is_the_organisations_own() -> None:
    at = datetime(2026, 11, 24, 22, 30, tzinfo=UTC)  # 23:30 in Paris, the 25th in Nouméa
    assert due_date(at, 1, "working_days", tz=PARIS) == date(2026, 11, 25)
    assert due_date(at, 1, "working_days", tz=NOUMEA) == date(2026, 11, 26)


def test_a_promise_in_days_ends_with_the_last_second_of_its_day() -> None:
    at = due_at(received("2026-11-24 10:00"), 1, "working_days", tz=PARIS, holidays=HOLIDAYS)
    assert at == received("2026-11-25 23:59:59")


def test_a_promise_in_hours_counts_elapsed_hours_through_clock_changes() -> None:
    spring = due_at(received("2026-03-28 12:00"), 24, "hours", tz=PARIS)
    autumn = due_at(received("2026-10-24 12:00"), 24, "hours", tz=PARIS)
    assert spring == received("2026-03-29 13:00")
    assert autumn == received("2026-10-25 11:00")


@pytest.mark.parametrize("compute", [due_date, due_at])
def test_what_cannot_be_due_is_refused(compute) -> None:
    now = received("2026-11-24 10:00")
    with pytest.raises(ValueError, match="negative"):
        compute(now, -1, "days", tz=PARIS)
    with pytest.raises(ValueError, match="unknown unit"):
        compute(now, 1, "weeks", tz=PARIS)
    with pytest.raises(ValueError, match="without a zone"):
        compute(now.replace(tzinfo=None), 1, "days", tz=PARIS)


def test_a_negative_number_of_working_days_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        add_working_days(date(2026, 11, 24), -1)


days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
counts = st.integers(0, 120)
territories = st.sampled_from(Territory.values)


@given(days, counts, territories)
def test_adding_then_counting_gives_the_number_back(day: date, n: int, territory: str) -> None:
    holidays = holidays_of(territory)
    end = add_working_days(day, n, holidays)
    assert working_days_between(day, end, holidays) == n
    assert n == 0 or is_working_day(end, holidays)


@given(days, counts, counts)
def test_adding_twice_is_adding_the_sum(day: date, a: int, b: int) -> None:
    once = add_working_days(day, a + b, HOLIDAYS)
    assert add_working_days(add_working_days(day, a, HOLIDAYS), b, HOLIDAYS) == once


@given(days, days)
def test_counting_backwards_is_counting_forwards_with_a_minus(start: date, end: date) -> None:
    forwards = working_days_between(start, end, HOLIDAYS)
    assert forwards == -working_days_between(end, start, HOLIDAYS)
    assert abs(forwards) <= abs((end - start).days)


@given(days, counts, st.integers(0, 30))
def test_what_starts_later_is_never_due_earlier(day: date, n: int, later: int) -> None:
    after = day + timedelta(days=later)
    assert add_working_days(day, n, HOLIDAYS) <= add_working_days(after, n, HOLIDAYS)


instants = st.integers(0, 20 * 365 * 86_400).map(
    lambda seconds: datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


@given(
    instants,
    st.integers(0, 200),
    st.sampled_from(["working_days", "days", "hours"]),
    st.sampled_from([PARIS, NOUMEA]),
)
def test_a_due_instant_falls_on_the_due_date_and_never_before_receipt(
    at: datetime, amount: int, unit: str, tz: ZoneInfo
) -> None:
    due = due_at(at, amount, unit, tz=tz, holidays=HOLIDAYS)
    assert due.date() == due_date(at, amount, unit, tz=tz, holidays=HOLIDAYS)
    assert due >= at
