"""Closings with hours: what they cover, what they leave open, how they are said."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.directory.closings import FOREVER, MIDNIGHT, Closing
from portal.directory.hours import Interval, Schedule
from portal.directory.wall_clock import instant

PARIS, NOUMEA = ZoneInfo("Europe/Paris"), ZoneInfo("Pacific/Noumea")
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)
ALWAYS = dict.fromkeys(range(7), (Interval(MIDNIGHT, MIDNIGHT),))
TODAY = date(2026, 11, 23)

days = st.one_of(st.sampled_from([SPRING, AUTUMN]), st.dates(date(2026, 3, 1), date(2026, 12, 1)))
hours = st.one_of(st.just(MIDNIGHT), st.times().map(lambda at: at.replace(second=0, microsecond=0)))
zones = st.sampled_from([PARIS, NOUMEA])


@st.composite
def closings(draw: st.DrawFn) -> Closing:
    first_day, first_time, last_time = draw(days), draw(hours), draw(hours)
    last_day = draw(st.none() | st.integers(1, 4).map(lambda n: first_day + timedelta(days=n)))
    return Closing(first_day, last_day, "crue", first_time, last_time)


@st.composite
def instants(draw: st.DrawFn) -> datetime:
    start = datetime.combine(draw(days), MIDNIGHT, tzinfo=UTC)
    return start + timedelta(minutes=draw(st.integers(-1440, 4320)))


@given(st.lists(closings(), max_size=3), instants(), zones)
def test_a_place_always_open_is_closed_exactly_while_a_closing_covers(
    several: list[Closing], at: datetime, tz: ZoneInfo
) -> None:
    schedule = Schedule(ALWAYS, several, tz=tz)
    assert schedule.is_open(at) != any(closing.covers(at, tz) for closing in several)


@given(closings(), instants(), zones)
def test_away_from_clock_changes_the_wall_decides(
    closing: Closing, at: datetime, tz: ZoneInfo
) -> None:
    wall = at.astimezone(tz).replace(tzinfo=None)
    if {wall.date(), closing.first_day, closing.last_day} & {SPRING, AUTUMN}:
        return
    begun = wall >= datetime.combine(closing.first_day, closing.first_time)
    over = False
    if closing.last_day:
        last = closing.last_day + timedelta(days=closing.last_time == MIDNIGHT)
        over = wall >= datetime.combine(last, closing.last_time)
    assert closing.covers(at, tz) == (begun and not over)


@given(closings(), zones)
def test_it_ends_after_it_begins_even_when_clocks_change(closing: Closing, tz: ZoneInfo) -> None:
    begins, ends = closing.stretch(tz)
    assert begins < ends


@given(days, st.integers(0, 3), instants(), zones)
def test_from_midnight_to_midnight_is_whole_days(
    first: date, more: int, at: datetime, tz: ZoneInfo
) -> None:
    last = first + timedelta(days=more)
    schedule = Schedule(ALWAYS, [Closing(first, last)], tz=tz)
    assert schedule.is_open(at) != (first <= at.astimezone(tz).date() <= last)


@given(closings(), instants(), zones)
def test_the_next_opening_is_never_while_closed(
    closing: Closing, at: datetime, tz: ZoneInfo
) -> None:
    schedule = Schedule({0: [Interval(time(8), time(18))]}, [closing], tz=tz)
    opens, closes = schedule.next_opening(at), schedule.closes_at(at)
    assert opens is None or schedule.is_open(opens)
    assert closes is None or not schedule.is_open(closes)
    if closing.last_day is None and opens:
        assert opens < closing.stretch(tz)[0]


def test_it_opens_again_in_the_middle_of_a_stretch() -> None:
    flood = Closing(TODAY, TODAY, "crue", time(10), time(14))
    schedule = Schedule({0: [Interval(time(8), time(18))]}, [flood])
    at = datetime(2026, 11, 23, 8, tzinfo=UTC)  # 9:00
    assert schedule.status(at).sentence == "Ouvert jusqu’à 10\u00a0h"
    later = schedule.status(at + timedelta(hours=2))
    assert later.sentence == "Fermé\u00a0: crue, ouvre à 14\u00a0h"


def test_until_further_notice_no_day_is_promised() -> None:
    schedule = Schedule(ALWAYS, [Closing(TODAY, None, "crue", time(14))])
    status = schedule.status(datetime(2026, 11, 23, 13, tzinfo=UTC))
    assert status.sentence == "Fermé\u00a0: crue, sans date de réouverture"
    assert Closing(TODAY, None).stretch(PARIS) == (instant(TODAY, MIDNIGHT, PARIS), FOREVER)


def test_of_two_closings_the_one_that_lasts_is_said() -> None:
    short, long = Closing(TODAY, TODAY, "grève"), Closing(TODAY, None, "crue")
    status = Schedule(ALWAYS, [short, long]).status(datetime(2026, 11, 23, 13, tzinfo=UTC))
    assert "crue" in status.sentence


@pytest.mark.parametrize(("first", "last"), [(time(14), time(14)), (time(14), time(9))])
def test_one_that_ends_before_it_begins_is_refused(first: time, last: time) -> None:
    with pytest.raises(ValueError, match="before it begins"):
        Closing(TODAY, TODAY, "", first, last)


@pytest.mark.parametrize(
    ("closing", "period", "until"),
    [
        (Closing(TODAY, TODAY), "le lundi 23 novembre", "jusqu’à ce soir"),
        (
            Closing(TODAY, TODAY, "", time(14)),
            "le lundi 23 novembre, à partir de 14 h",
            "jusqu’à ce soir",
        ),
        (
            Closing(TODAY, TODAY, "", MIDNIGHT, time(9)),
            "le lundi 23 novembre, de 0 h à 9 h",
            "jusqu’à 9 h",
        ),
        (
            Closing(TODAY, date(2026, 11, 24)),
            "du lundi 23 novembre au mardi 24 novembre inclus",
            "jusqu’à demain inclus",
        ),
        (
            Closing(TODAY, date(2026, 11, 24), "", time(14), time(9, 30)),
            "du lundi 23 novembre à 14 h au mardi 24 novembre, 9 h 30",
            "jusqu’à demain, 9 h 30",
        ),
        (
            Closing(TODAY, date(2026, 12, 1)),
            "du lundi 23 novembre au mardi 1er décembre inclus",
            "jusqu’au mardi 1er décembre inclus",
        ),
        (
            Closing(TODAY, None, "", time(14)),
            "à partir du lundi 23 novembre à 14 h, jusqu’à nouvel ordre",
            "jusqu’à nouvel ordre",
        ),
    ],
)
def test_a_closing_in_words(closing: Closing, period: str, until: str) -> None:
    assert closing.period_words(TODAY).replace("\u00a0", " ") == period
    assert closing.until_words(TODAY).replace("\u00a0", " ") == until
