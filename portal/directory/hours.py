"""Opening hours: whether a place is open at an instant, until when, and when it opens next.

Pure: no database. Hours are wall-clock times of the place's own zone. When clocks change, a time
that happens twice means its first passage, and a time that doesn't exist the moment of the jump.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from portal.directory.closings import Closing
from portal.directory.opening_words import closing_words, opening_words
from portal.directory.wall_clock import instant, utc
from portal.text.dates import NBSP

HORIZON = 400  # days looked ahead: a year and its longest closings
MIDNIGHT = time(0)
PARIS = ZoneInfo("Europe/Paris")
Stretch = tuple[datetime, datetime]


@dataclass(frozen=True)
class Interval:
    """A stretch of one day, closing excluded; closing at 00:00 means the end of that day.

    Raises ValueError when it doesn't close after it opens. Hours that run past midnight are two
    intervals, one on each day.
    """

    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens.tzinfo or self.closes.tzinfo:
            message = "opening hours are wall-clock times, without a zone"
            raise ValueError(message)
        if self.closes != MIDNIGHT and self.closes <= self.opens:
            message = f"closes at {self.closes}, not after it opens at {self.opens}"
            raise ValueError(message)

    def ends_by(self, other: "Interval") -> bool:
        """Whether it is over when the other begins (the two may touch)."""
        return self.closes != MIDNIGHT and self.closes <= other.opens


@dataclass(frozen=True)
class OpeningStatus:
    """What to tell the public now; `changes_at` is the next closing or opening, if one is known."""

    is_open: bool
    changes_at: datetime | None
    sentence: str


@dataclass(frozen=True)
class Schedule:
    """A place's week (0 = Monday), its closings and public holidays, in its own time zone.

    Raises ValueError on a weekday out of range or on intervals of one day that overlap. Every
    instant given must be aware (ValueError otherwise), in any zone; those given back are in `tz`.
    """

    weekly: Mapping[int, Sequence[Interval]]
    closings: Sequence[Closing] = ()
    holidays: Mapping[date, str] = field(default_factory=dict)
    tz: ZoneInfo = PARIS

    def __post_init__(self) -> None:
        ordered = {day: _in_order(intervals) for day, intervals in self.weekly.items()}
        if not ordered.keys() <= set(range(7)):
            message = f"weekdays go from 0 to 6, not {sorted(ordered)}"
            raise ValueError(message)
        object.__setattr__(self, "weekly", ordered)

    def is_open(self, at: datetime) -> bool:
        at = utc(at)
        return any(start <= at < end for start, end in self._stretches_of(self._local(at).date()))

    def closes_at(self, at: datetime) -> datetime | None:
        """When the present opening ends; None when closed, or open without an end in sight."""
        at = utc(at)
        if not self.is_open(at):
            return None
        _, end = next(self._stretches_after(at))
        return self._local(end) if end < at + timedelta(days=HORIZON) else None

    def next_opening(self, at: datetime) -> datetime | None:
        """The first opening strictly after `at`, even while open; None within 400 days."""
        at = utc(at)
        start = next((start for start, _ in self._stretches_after(at) if start > at), None)
        return self._local(start) if start else None

    def status(self, at: datetime) -> OpeningStatus:
        """Open or closed, until when, as one French sentence without a full stop."""
        at = utc(at)
        today = self._local(at).date()
        if self.is_open(at):
            closes = self.closes_at(at)
            until = f"jusqu’à {closing_words(closes, today)}" if closes else f"24{NBSP}h sur 24"
            return OpeningStatus(True, closes, f"Ouvert {until}")
        opens = self.next_opening(at)
        reason = self.closed_because(at)
        closed = f"Fermé{NBSP}: {reason}" if reason else "Fermé"
        if reason and not self.weekly:
            return OpeningStatus(False, None, closed)
        then = f"ouvre {opening_words(opens, today)}" if opens else "sans date de réouverture"
        return OpeningStatus(False, opens, f"{closed}, {then}")

    def status_if_told(self, at: datetime) -> OpeningStatus | None:
        """The status; None where the public is told no hours and nothing is closed."""
        return self.status(at) if self.weekly or self.closing_at(at) else None

    def lasts_until(self, at: datetime) -> datetime:
        """Until when everything told of it stays true: the next change, or midnight on its wall."""
        at = utc(at)
        local = self._local(at)
        edges = [instant(local.date() + timedelta(days=1), MIDNIGHT, self.tz)]
        edges += itertools.chain.from_iterable(self._closed)
        edges += itertools.chain.from_iterable(self._stretches_of(local.date()))
        return min(edge for edge in edges if edge > at)

    def closed_because(self, at: datetime) -> str:
        """Why the place is closed out of the ordinary, in French; empty otherwise."""
        day = self._local(utc(at)).date()
        if day in self.holidays:
            return f"jour férié ({self.holidays[day]})"
        closing = self.closing_at(at)
        return (closing.reason or "fermeture exceptionnelle") if closing else ""

    def closing_at(self, at: datetime) -> Closing | None:
        """The closing under way; of several, the one that lasts longest."""
        under_way = [closing for closing in self.closings if closing.covers(utc(at), self.tz)]
        return max(under_way, key=lambda closing: closing.stretch(self.tz)[1], default=None)

    @cached_property
    def _closed(self) -> list[Stretch]:
        return sorted(closing.stretch(self.tz) for closing in self.closings)

    def _local(self, at: datetime) -> datetime:
        return at.astimezone(self.tz)

    def _stretches_of(self, day: date) -> Iterator[Stretch]:
        """The day's openings as instants, in order; what a clock change swallows is left out."""
        if day in self.holidays:
            return
        for interval in self.weekly.get(day.weekday(), ()):
            last_day = day + timedelta(days=interval.closes == MIDNIGHT)
            start = instant(day, interval.opens, self.tz)
            end = instant(last_day, interval.closes, self.tz)
            yield from self._left_open(start, end)

    def _left_open(self, start: datetime, end: datetime) -> Iterator[Stretch]:
        """What closings leave of a stretch."""
        for closes, opens in self._closed:
            if closes < end and opens > start:
                if start < closes:
                    yield start, closes
                start = max(start, opens)
        if start < end:
            yield start, end

    def _stretches_after(self, at: datetime) -> Iterator[Stretch]:
        """The openings not over at `at`, those that touch (at midnight, say) made one."""
        today = self._local(at).date()
        pending: Stretch | None = None
        for day in (today + timedelta(days=n) for n in range(HORIZON + 2)):
            for start, end in self._stretches_of(day):
                if pending and start == pending[1]:
                    pending = (pending[0], end)
                    continue
                if pending and pending[1] > at:
                    yield pending
                pending = (start, end)
        if pending and pending[1] > at:
            yield pending


def _in_order(intervals: Sequence[Interval]) -> tuple[Interval, ...]:
    """The intervals of one day by hour; ValueError when two overlap."""
    ordered = tuple(sorted(intervals, key=lambda interval: interval.opens))
    for before, after in itertools.pairwise(ordered):
        if not before.ends_by(after):
            message = f"{before} and {after} overlap"
            raise ValueError(message)
    return ordered
