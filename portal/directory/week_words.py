"""A week of opening hours on one line: « lu-ve 9:00-12:00 13:30-17:00 ; sa 9:00-12:00 ».

Pure. A week is the sorted tuple of (weekday, opens, closes), closing at 00:00 being the day's end.
"""

import itertools
import re
from collections.abc import Iterable
from datetime import time

from portal.directory.hours import MIDNIGHT, Interval
from portal.text.french import fold

Hours = tuple[int, time, time]
WEEK = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
DAYS = tuple(name[:2] for name in WEEK)
EXAMPLE = "lu-ve 9:00-12:00 13:30-17:00 ; sa 9:00-12:00"
_PART = re.compile(r"(?P<days>[a-z][a-z ,.\-]*?)\s*:?\s*(?P<hours>\d.*)")
_HOURS = re.compile(r"(\d{1,2})(?:[:h](\d{2})?)?-(\d{1,2})(?:[:h](\d{2})?)?")
_DASHES = re.compile(r"\s*(?:[-–—]|\bau?\b|à)\s*")


def read_week(text: str) -> tuple[Hours, ...]:
    """Raises ValueError with a French sentence that names the part that can't be read."""
    found: list[Hours] = []
    for part in filter(None, (each.strip() for each in re.split(r"[;\n]", text))):
        match = _PART.fullmatch(_DASHES.sub("-", fold(part).removeprefix("du ")))
        if match is None:
            raise ValueError(_unread(part))
        days, stretches = _days(match["days"], part), _stretches(match["hours"], part)
        found += [(day, *stretch) for day in days for stretch in stretches]
    return _in_order(found)


def write_week(week: Iterable[Hours]) -> str:
    """The same hours, days of the same hours together, in the order of the week."""
    by_day: dict[int, str] = {}
    for day, hours in itertools.groupby(sorted(week), key=lambda each: each[0]):
        by_day[day] = " ".join(f"{_clock(a)}-{_clock(b, end=True)}" for _, a, b in hours)
    parts: dict[str, list[int]] = {}
    for day, words in by_day.items():
        parts.setdefault(words, []).append(day)
    return " ; ".join(f"{_day_words(days)} {words}" for words, days in parts.items())


def _days(text: str, part: str) -> list[int]:
    found: list[int] = []
    for piece in re.split(r"\s*,\s*|\s+", text.strip(" ,")):
        first, dash, last = piece.partition("-")
        start = _day(first, part)
        end = _day(last, part) if dash else start
        if end < start:
            raise ValueError(_unread(part))
        found += range(start, end + 1)
    return found


def _day(word: str, part: str) -> int:
    """By its first two letters or more: « lu », « lun. », « lundi »."""
    begun = word.rstrip(".")
    day = next((n for n, name in enumerate(WEEK) if name.startswith(begun)), -1)
    if day < 0 or len(begun) < 2:
        raise ValueError(_unread(part))
    return day


def _stretches(text: str, part: str) -> list[tuple[time, time]]:
    pieces = re.split(r"[\s,]+(?:et\s+)?", text.strip())
    return [_stretch(piece, part) for piece in pieces]


def _stretch(text: str, part: str) -> tuple[time, time]:
    match = _HOURS.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        opens = time(int(match[1]), int(match[2] or 0))
        closes = time(int(match[3]) % 24, int(match[4] or 0))
        if int(match[3]) > 24 or (int(match[3]) == 24 and closes != MIDNIGHT):
            raise ValueError
        Interval(opens, closes)
    except ValueError:
        raise ValueError(_unread(part)) from None
    return opens, closes


def _in_order(hours: list[Hours]) -> tuple[Hours, ...]:
    ordered = sorted(hours)
    for (day, *before), (other, *after) in itertools.pairwise(ordered):
        if day == other and not Interval(*before).ends_by(Interval(*after)):
            raise ValueError(
                f"Deux plages se recouvrent le même jour ({DAYS[day]}) : corrigez-les."
            )
    return tuple(ordered)


def _clock(at: time, *, end: bool = False) -> str:
    return "24:00" if end and at == MIDNIGHT else f"{at.hour}:{at:%M}"


def _day_words(days: list[int]) -> str:
    """« lu-ve », « lu,me », « lu-ma,je »."""
    runs: list[list[int]] = []
    for day in days:
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ",".join(
        DAYS[run[0]] if len(run) == 1 else f"{DAYS[run[0]]}-{DAYS[run[-1]]}" for run in runs
    )


def _unread(part: str) -> str:
    return f"« {part[:60]} » n’est pas lisible. Écrivez par exemple : {EXAMPLE}."
