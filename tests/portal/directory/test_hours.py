"""Opening hours: lunch breaks, holidays, midnight, both clock changes, and what is said of them."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.directory.hours import HORIZON, Closing, Interval, Schedule
from portal.directory.public_holidays import Territory, holidays_of

PARIS = ZoneInfo("Europe/Paris")
NOUMEA = ZoneInfo("Pacific/Noumea")
MORNING, AFTERNOON = Interval(time(8, 30), time(12)), Interval(time(13, 30), time(17))
OFFICE = dict.fromkeys(range(5), (MORNING, AFTERNOON))
ALL_DAY = Interval(time(0), time(0))
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)  # Sundays: 2 h → 3 h, then 3 h → 2 h


def paris(text: str, fold: int = 0) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=PARIS, fold=fold)


def office(closings: Sequence[Closing] = ()) -> Schedule:
    return Schedule(OFFICE, closings, holidays_of(Territory.METROPOLE))


def opens_after(schedule: Schedule, at: datetime) -> datetime:
    """The next opening in UTC, where instants compare and subtract whatever the clocks do."""
    opens = schedule.next_opening(at)
    assert opens
    return opens.astimezone(UTC)


def closes_after(schedule: Schedule, at: datetime) -> datetime:
    closes = schedule.closes_at(at)
    assert closes
    return closes.astimezone(UTC)


def sunday(opens: str, closes: str, *more: tuple[str, str]) -> Schedule:
    """Open on Sundays only: the day on which clocks change."""
    pairs = [(opens, closes), *more]
    return Schedule({6: [Interval(time.fromisoformat(a), time.fromisoformat(b)) for a, b in pairs]})


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-24 08:29", False),
        ("2026-11-24 08:30", True),
        ("2026-11-24 11:59", True),
        ("2026-11-24 12:00", False),
        ("2026-11-24 13:29", False),
        ("2026-11-24 13:30", True),
        ("2026-11-24 17:00", False),
        ("2026-11-28 10:00", False),
        ("2026-12-25 10:00", False),
        ("2026-12-24 10:00", True),
    ],
)
def test_a_place_is_open_from_its_opening_to_just_before_its_closing(
    at: str, expected: bool
) -> None:
    assert office().is_open(paris(at)) is expected


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-11-24 07:00", "2026-11-24 08:30"),
        ("2026-11-24 08:30", "2026-11-24 13:30"),
        ("2026-11-24 12:15", "2026-11-24 13:30"),
        ("2026-11-24 13:30", "2026-11-25 08:30"),
        ("2026-11-27 17:00", "2026-11-30 08:30"),
        ("2026-12-24 18:00", "2026-12-28 08:30"),
        ("2026-12-31 17:00", "2027-01-04 08:30"),
    ],
)
def test_the_next_opening_skips_nights_week_ends_and_holidays(at: str, opens: str) -> None:
    assert office().next_opening(paris(at)) == paris(opens)


def test_a_place_closes_at_lunch_and_in_the_evening() -> None:
    assert office().closes_at(paris("2026-11-24 09:00")) == paris("2026-11-24 12:00")
    assert office().closes_at(paris("2026-11-24 14:00")) == paris("2026-11-24 17:00")
    assert office().closes_at(paris("2026-11-24 12:30")) is None


def test_a_closing_covers_its_first_and_last_day() -> None:
    schedule = office(closings=[Closing(date(2026, 11, 24), date(2026, 11, 26), "inventaire")])
    assert not schedule.is_open(paris("2026-11-24 10:00"))
    assert not schedule.is_open(paris("2026-11-26 16:59"))
    assert schedule.is_open(paris("2026-11-27 10:00"))
    assert schedule.next_opening(paris("2026-11-23 17:00")) == paris("2026-11-27 08:30")


def test_hours_that_touch_are_one_opening() -> None:
    schedule = Schedule({1: [Interval(time(12), time(14)), Interval(time(8), time(12))]})
    assert schedule.closes_at(paris("2026-11-24 09:00")) == paris("2026-11-24 14:00")
    assert schedule.next_opening(paris("2026-11-24 09:00")) == paris("2026-12-01 08:00")


def test_hours_across_midnight_are_one_opening() -> None:
    schedule = Schedule({4: [Interval(time(20), time(0))], 5: [Interval(time(0), time(2))]})
    assert schedule.is_open(paris("2026-11-27 23:59"))
    assert schedule.is_open(paris("2026-11-28 00:00"))
    assert schedule.closes_at(paris("2026-11-27 21:00")) == paris("2026-11-28 02:00")
    assert schedule.next_opening(paris("2026-11-27 21:00")) == paris("2026-12-04 20:00")
    assert not schedule.is_open(paris("2026-11-28 02:00"))


def test_closing_at_midnight_ends_the_day() -> None:
    schedule = Schedule({4: [Interval(time(20), time(0))]})
    assert schedule.closes_at(paris("2026-11-27 21:00")) == paris("2026-11-28 00:00")
    assert not schedule.is_open(paris("2026-11-28 00:00"))


def test_a_place_always_open_neither_closes_nor_opens_next() -> None:
    schedule = Schedule(dict.fromkeys(range(7), (ALL_DAY,)))
    for at in (paris("2026-11-24 00:00"), paris("2026-03-29 03:00"), paris("2026-10-25 02:30", 1)):
        assert schedule.is_open(at)
        assert schedule.closes_at(at) is None
        assert schedule.next_opening(at) is None


def test_a_place_always_open_but_on_holidays_closes_on_the_eve() -> None:
    always = dict.fromkeys(range(7), (ALL_DAY,))
    schedule = Schedule(always, holidays=holidays_of(Territory.METROPOLE))
    assert schedule.closes_at(paris("2026-11-24 10:00")) == paris("2026-12-25 00:00")
    assert schedule.next_opening(paris("2026-11-24 10:00")) == paris("2026-12-26 00:00")


@pytest.mark.parametrize("weekly", [{}, {0: []}])
def test_a_place_without_hours_never_opens(weekly: dict) -> None:
    schedule = Schedule(weekly)
    assert schedule.next_opening(paris("2026-11-24 10:00")) is None
    assert not schedule.is_open(paris("2026-11-24 10:00"))


def test_a_place_closed_beyond_the_horizon_has_no_next_opening() -> None:
    now = paris("2026-11-24 18:00")
    soon, late = (
        office(closings=[Closing(now.date(), now.date() + timedelta(days=n))])
        for n in (HORIZON - 20, HORIZON + 20)
    )
    assert soon.next_opening(now)
    assert late.next_opening(now) is None


# Clock changes


def test_an_hour_that_does_not_exist_opens_at_the_jump() -> None:
    schedule = sunday("02:30", "05:00")
    jump = datetime(2026, 3, 29, 1, tzinfo=UTC)  # 3:00 on the wall
    assert schedule.next_opening(paris("2026-03-29 01:00")) == jump
    assert schedule.is_open(jump)
    assert not schedule.is_open(jump - timedelta(microseconds=1))


def test_an_hour_that_does_not_exist_closes_at_the_jump() -> None:
    schedule = sunday("00:30", "02:30")
    jump = datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert schedule.closes_at(paris("2026-03-29 01:59")) == jump
    assert not schedule.is_open(jump)


def test_hours_that_the_jump_swallows_are_no_opening() -> None:
    schedule = sunday("02:00", "02:45")
    assert schedule.next_opening(paris("2026-03-28 12:00")) == paris("2026-04-05 02:00")


def test_a_break_that_the_jump_swallows_is_no_break() -> None:
    schedule = sunday("01:00", "02:15", ("02:45", "05:00"))
    assert schedule.closes_at(paris("2026-03-29 01:30")) == paris("2026-03-29 05:00")


def test_an_hour_that_happens_twice_opens_and_closes_at_its_first_passage() -> None:
    schedule = sunday("02:15", "02:45")
    first = datetime(2026, 10, 25, 0, 15, tzinfo=UTC)
    assert opens_after(schedule, paris("2026-10-25 00:00")) == first
    assert closes_after(schedule, first) == first + timedelta(minutes=30)
    assert schedule.is_open(paris("2026-10-25 02:30", fold=0))
    assert not schedule.is_open(paris("2026-10-25 02:30", fold=1))


def test_an_opening_over_the_repeated_hour_lasts_an_hour_more() -> None:
    schedule = sunday("01:00", "04:00")
    opens = opens_after(schedule, paris("2026-10-25 00:00"))
    closes = closes_after(schedule, paris("2026-10-25 02:30", fold=1))
    assert closes - opens == timedelta(hours=4)


def test_an_opening_over_the_jump_lasts_an_hour_less() -> None:
    schedule = sunday("01:00", "04:00")
    opens = opens_after(schedule, paris("2026-03-29 00:00"))
    closes = closes_after(schedule, paris("2026-03-29 03:30"))
    assert closes - opens == timedelta(hours=2)


@pytest.mark.parametrize("change", [SPRING, AUTUMN])
def test_office_hours_stay_the_same_on_the_wall_after_a_change(change: date) -> None:
    noon = datetime.combine(change, time(12), tzinfo=PARIS)
    opens = opens_after(office(), noon).astimezone(PARIS)
    assert (opens.date(), opens.time()) == (change + timedelta(days=1), time(8, 30))


def test_noumea_lives_on_its_own_clock_and_its_own_holidays() -> None:
    schedule = Schedule(OFFICE, holidays=holidays_of(Territory.NOUVELLE_CALEDONIE), tz=NOUMEA)
    assert schedule.is_open(datetime(2026, 11, 23, 22, tzinfo=UTC))  # Tuesday 24, 9:00 there
    assert not schedule.is_open(datetime(2026, 11, 24, 10, tzinfo=UTC))
    assert not schedule.is_open(datetime(2026, 9, 24, 10, tzinfo=NOUMEA))
    opens = schedule.next_opening(datetime(2026, 9, 24, 10, tzinfo=NOUMEA))
    assert opens == datetime(2026, 9, 25, 8, 30, tzinfo=NOUMEA)
    assert opens
    assert opens.tzinfo is NOUMEA


# What is refused


@pytest.mark.parametrize(
    ("opens", "closes"),
    [
        (time(12), time(12)),
        (time(17), time(8)),
        (time(22), time(2)),
        (time(8, tzinfo=UTC), time(9)),
    ],
)
def test_inverted_empty_or_zoned_intervals_are_refused(opens: time, closes: time) -> None:
    with pytest.raises(ValueError, match=r"not after|without a zone"):
        Interval(opens, closes)


@pytest.mark.parametrize(
    "intervals",
    [
        [Interval(time(8), time(12)), Interval(time(11), time(14))],
        [Interval(time(8), time(18)), Interval(time(9), time(10))],
        [Interval(time(8), time(0)), Interval(time(20), time(22))],
        [MORNING, MORNING],
        [ALL_DAY, MORNING],
    ],
)
def test_overlapping_intervals_are_refused_in_any_order(intervals: list[Interval]) -> None:
    for order in (intervals, intervals[::-1]):
        with pytest.raises(ValueError, match="overlap"):
            Schedule({0: order})


@pytest.mark.parametrize("weekday", [-1, 7])
def test_a_weekday_out_of_range_is_refused(weekday: int) -> None:
    with pytest.raises(ValueError, match="from 0 to 6"):
        Schedule({weekday: [MORNING]})


def test_an_inverted_closing_is_refused() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        Closing(date(2026, 11, 25), date(2026, 11, 24))


@pytest.mark.parametrize("question", ["is_open", "closes_at", "next_opening", "status"])
def test_an_instant_without_a_zone_is_refused(question: str) -> None:
    naive = paris("2026-11-24 10:00").replace(tzinfo=None)
    with pytest.raises(ValueError, match="without a zone"):
        getattr(office(), question)(naive)


# What is said


def said(schedule: Schedule, at: datetime) -> str:
    return schedule.status(at).sentence.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("at", "sentence"),
    [
        ("2026-11-24 14:00", "Ouvert jusqu’à 17 h"),
        ("2026-11-24 07:00", "Fermé, ouvre à 8 h 30"),
        ("2026-11-24 12:15", "Fermé, ouvre à 13 h 30"),
        ("2026-11-24 18:00", "Fermé, ouvre demain à 8 h 30"),
        ("2026-11-27 18:00", "Fermé, ouvre lundi 30 novembre à 8 h 30"),
        ("2026-11-30 23:59", "Fermé, ouvre demain à 8 h 30"),
        ("2026-12-25 10:00", "Fermé : jour férié (Noël), ouvre lundi 28 décembre à 8 h 30"),
        ("2026-12-31 18:00", "Fermé, ouvre lundi 4 janvier 2027 à 8 h 30"),
        ("2027-01-01 10:00", "Fermé : jour férié (Jour de l’an), ouvre lundi 4 janvier à 8 h 30"),
        ("2027-05-28 17:00", "Fermé, ouvre lundi 31 mai à 8 h 30"),
        ("2027-06-30 18:00", "Fermé, ouvre demain à 8 h 30"),
    ],
)
def test_the_status_is_one_plain_sentence(at: str, sentence: str) -> None:
    assert said(office(), paris(at)) == sentence


def test_the_first_of_a_month_is_an_ordinal() -> None:
    schedule = Schedule({1: [MORNING]})
    assert said(schedule, paris("2026-11-24 18:00")) == "Fermé, ouvre mardi 1er décembre à 8 h 30"


def test_the_status_gives_the_reason_of_a_closing() -> None:
    monday = date(2026, 11, 23)
    named = office(closings=[Closing(monday, date(2026, 11, 25), "inventaire")])
    unnamed = office(closings=[Closing(monday, date(2026, 11, 25))])
    at = paris("2026-11-24 10:00")
    assert said(named, at) == "Fermé : inventaire, ouvre jeudi 26 novembre à 8 h 30"
    assert said(unnamed, at).startswith("Fermé : fermeture exceptionnelle, ouvre")


def test_the_status_names_midnight_and_openings_at_zero_hour() -> None:
    night = Schedule({4: [Interval(time(20), time(0))], 1: [Interval(time(0), time(6))]})
    assert said(night, paris("2026-11-27 21:00")) == "Ouvert jusqu’à minuit"
    assert said(night, paris("2026-11-30 21:00")) == "Fermé, ouvre demain à 0 h"


def test_the_status_names_the_day_of_a_far_closing() -> None:
    through = Schedule({4: [Interval(time(8), time(0))], 5: [Interval(time(0), time(12))]})
    weekend = Schedule({4: [ALL_DAY], 5: [ALL_DAY], 6: [Interval(time(0), time(18, 30))]})
    assert said(through, paris("2026-11-27 21:00")) == "Ouvert jusqu’à demain, 12 h"
    assert said(weekend, paris("2026-11-27 21:00")) == (
        "Ouvert jusqu’à dimanche 29 novembre, 18 h 30"
    )


def test_the_status_of_the_extremes() -> None:
    at = paris("2026-11-24 10:00")
    assert said(Schedule(dict.fromkeys(range(7), (ALL_DAY,))), at) == "Ouvert 24 h sur 24"
    assert said(Schedule({}), at) == "Fermé, sans date de réouverture"


def test_the_status_tells_when_it_will_change() -> None:
    opened, closed = (office().status(paris(f"2026-11-24 {hour}")) for hour in ("10:00", "12:30"))
    assert (opened.is_open, opened.changes_at) == (True, paris("2026-11-24 12:00"))
    assert (closed.is_open, closed.changes_at) == (False, paris("2026-11-24 13:30"))


# What always holds

minutes = st.integers(0, 24 * 60 - 1)
clock_changes = st.sampled_from([SPRING, AUTUMN, date(2026, 11, 24), date(2026, 12, 25)])


@st.composite
def weeks(draw: st.DrawFn) -> dict[int, list[Interval]]:
    week = {}
    for weekday in draw(st.sets(st.integers(0, 6))):
        marks = sorted(draw(st.sets(minutes, min_size=2, max_size=6)))
        pairs = zip(marks[::2], marks[1::2], strict=False)
        week[weekday] = [Interval(_time(opens), _time(closes)) for opens, closes in pairs]
    return week


def _time(minute: int) -> time:
    return time(minute // 60, minute % 60)


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    territory = draw(st.sampled_from([Territory.METROPOLE, Territory.NOUVELLE_CALEDONIE]))
    first = draw(st.dates(date(2026, 3, 1), date(2026, 12, 31)))
    closing = Closing(first, first + timedelta(days=draw(st.integers(0, 20))))
    tz = draw(st.sampled_from([PARIS, NOUMEA]))
    return Schedule(draw(weeks()), [closing], holidays_of(territory), tz)


@st.composite
def instants(draw: st.DrawFn) -> datetime:
    """Instants of all the year, most of them around a clock change."""
    anywhere = st.dates(date(2026, 1, 1), date(2026, 12, 31))
    day = draw(clock_changes | anywhere)
    start = datetime.combine(day, time(0), tzinfo=UTC) - timedelta(hours=12)
    return start + timedelta(minutes=draw(st.integers(0, 48 * 60)))


zones = st.sampled_from(
    ["Europe/Paris", "Pacific/Noumea", "America/Cayenne", "Asia/Kolkata", "UTC"]
)


@given(schedules(), instants())
def test_the_next_opening_is_later_open_and_just_before_closed(
    schedule: Schedule, at: datetime
) -> None:
    opens = schedule.next_opening(at)
    if opens:
        assert opens > at
        assert schedule.is_open(opens)
        just_before = opens.astimezone(UTC) - timedelta(microseconds=1)
        assert not schedule.is_open(just_before)


@given(schedules(), instants(), st.floats(0, 1))
def test_a_place_stays_open_until_it_closes_and_not_at_its_closing(
    schedule: Schedule, at: datetime, share: float
) -> None:
    closes = schedule.closes_at(at)
    assert (closes is not None) == schedule.is_open(at)
    if closes:
        until = closes.astimezone(UTC)
        assert not schedule.is_open(until)
        assert schedule.is_open(until - timedelta(microseconds=1))
        assert schedule.is_open(at + (until - at) * share * 0.999)


@given(schedules(), instants(), st.floats(0, 1))
def test_a_closed_place_stays_closed_until_it_opens(
    schedule: Schedule, at: datetime, share: float
) -> None:
    opens = schedule.next_opening(at)
    if opens and not schedule.is_open(at):
        assert not schedule.is_open(at + (opens.astimezone(UTC) - at) * share * 0.999)


@given(schedules(), instants(), st.integers(0, 10_000))
def test_a_later_question_never_gets_an_earlier_opening(
    schedule: Schedule, at: datetime, later: int
) -> None:
    now, then = schedule.next_opening(at), schedule.next_opening(at + timedelta(minutes=later))
    if now and then:
        assert now <= then


@given(schedules(), instants(), zones)
def test_the_same_instant_in_any_zone_gets_the_same_answers(
    schedule: Schedule, at: datetime, zone: str
) -> None:
    elsewhere = at.astimezone(ZoneInfo(zone))
    assert schedule.is_open(elsewhere) == schedule.is_open(at)
    assert schedule.closes_at(elsewhere) == schedule.closes_at(at)
    assert schedule.next_opening(elsewhere) == schedule.next_opening(at)
    assert schedule.status(elsewhere) == schedule.status(at)


@given(schedules(), instants())
def test_away_from_clock_changes_the_wall_decides(schedule: Schedule, at: datetime) -> None:
    local = at.astimezone(schedule.tz)
    if local.date() in (SPRING, AUTUMN):
        return
    closed = local.date() in schedule.holidays or any(
        c.covers(at, schedule.tz) for c in schedule.closings
    )
    hours = schedule.weekly.get(local.weekday(), ())
    expected = not closed and any(i.opens <= local.time() < i.closes for i in hours)
    assert schedule.is_open(at) == expected


@given(schedules(), instants())
def test_no_sentence_breaks_a_time_or_a_date(schedule: Schedule, at: datetime) -> None:
    sentence = schedule.status(at).sentence
    assert sentence.startswith(("Ouvert ", "Fermé"))
    assert " h" not in sentence.replace("à h", "")
    assert "'" not in sentence


# A schedule with many closings is long to write, which hypothesis warns of.
@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@given(schedules(), instants(), st.floats(0, 1))
@example(Schedule(weekly={}), datetime(2026, 3, 28, 12, tzinfo=UTC), 1.0)
def test_nothing_that_is_told_changes_before_the_moment_until_which_it_lasts(
    schedule: Schedule, at: datetime, share: float
) -> None:
    until = schedule.lasts_until(at)
    assert at < until <= at + timedelta(hours=26)
    between = min(at + (until - at) * share, until - timedelta.resolution)  # a share is rounded
    assert schedule.status(between) == schedule.status(at)
    assert between.astimezone(schedule.tz).date() == at.astimezone(schedule.tz).date()
