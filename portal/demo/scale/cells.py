"""Rows as lines of PostgreSQL's COPY text format, with named holes for what each copy changes.

A line is a template of `%`: cells parted by tabs, `\\N` for null. Both engines read its cells.
"""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from portal.text.dates import MONTHS, NBSP, full_date

NULL = "\\N"
ESCAPED = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "%": "%%"}
PLAIN = {"\\\\": "\\", "\\t": "\t", "\\n": "\n", "\\r": "\r"}
TO_ESCAPE = re.compile(r"[\\\t\n\r%]")
TO_READ = re.compile(r"\\[\\tnr]")
A_DAY = (
    rf"(?P<day>\d\d?)(?:er)?{NBSP}(?P<month>{'|'.join(MONTHS)}){NBSP}(?P<year>\d{{4}})"
    r"|(?P<figures>\b\d{4}-\d\d-\d\d\b)"
)


class Days:
    """The days that a pattern speaks of, counted from the day on which it was filed."""

    def __init__(self, start: date) -> None:
        self.start = start
        self.found: set[int] = set()

    def hole(self, day: date, *, words: bool = False) -> str:
        """The hole of a day, in figures or in words."""
        away = (day - self.start).days
        self.found.add(away)
        return f"%({'w' if words else 'd'}{away})s"

    def moved(self, by: int) -> Iterator[tuple[str, str]]:
        """What fills those holes in a copy that was filed so many days earlier."""
        for away in self.found:
            day = self.start.toordinal() + away - by
            yield f"d{away}", in_figures(day)
            yield f"w{away}", in_words(day)


class Cells:
    """Makes cells of values; `known` gives the hole of each text that copies change."""

    def __init__(self, days: Days, known: Mapping[str, str]) -> None:
        self._days, self._known = days, known
        longest_first = sorted(known, key=len, reverse=True)
        words = "|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in longest_first)
        self._changing = re.compile(f"(?P<known>{words})|{A_DAY}" if words else A_DAY)

    def cell(self, value: Any) -> str:
        """One value; times are in UTC, as both engines keep them."""
        match value:
            case None:
                return NULL
            case bool():
                return str(int(value))
            case datetime():
                return f"{self._days.hole(value.date())} {value.time().isoformat()}"
            case date():
                return self._days.hole(value)
        if isinstance(value, dict | list):
            value = json.dumps(value, ensure_ascii=False)
        return self.text(value.hex if isinstance(value, UUID) else str(value))

    def text(self, words: str) -> str:
        """A text with its holes."""
        cut, done = 0, ""
        for match in self._changing.finditer(words):
            done += escape(words[cut : match.start()]) + self._hole(match)
            cut = match.end()
        return done + escape(words[cut:])

    def _hole(self, match: re.Match[str]) -> str:
        found = match.groupdict()
        if known := found.get("known"):
            return self._known[known]
        try:
            if figures := found["figures"]:
                return self._days.hole(date.fromisoformat(figures))
            month = MONTHS.index(found["month"]) + 1
            return self._days.hole(date(int(found["year"]), month, int(found["day"])), words=True)
        except ValueError:  # a person may write 31 February
            return escape(match[0])


def escape(text: str) -> str:
    return TO_ESCAPE.sub(lambda match: ESCAPED[match[0]], text)


def values(line: str) -> list[str | None]:
    """The cells of a line, for an engine that doesn't know COPY."""
    return [
        None if cell == NULL else TO_READ.sub(lambda match: PLAIN[match[0]], cell)
        for cell in line.split("\t")
    ]


_FIGURES: dict[int, str] = {}
_WORDS: dict[int, str] = {}


def in_figures(day: int) -> str:
    """An ordinal day as 2026-11-28, drawn once."""
    if day not in _FIGURES:
        _FIGURES[day] = date.fromordinal(day).isoformat()
    return _FIGURES[day]


def in_words(day: int) -> str:
    if day not in _WORDS:
        _WORDS[day] = full_date(date.fromordinal(day))
    return _WORDS[day]
