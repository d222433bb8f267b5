"""Months added to days; French words for days and times, with spaces that never break."""

from calendar import monthrange
from datetime import date, time

NBSP = "\u00a0"
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)
SHORT_MONTHS = (
    *("janv.", "févr.", "mars", "avril", "mai", "juin"),
    *("juil.", "août", "sept.", "oct.", "nov.", "déc."),
)


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day when it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def day_and_month(day: date, months: tuple[str, ...] = MONTHS) -> str:
    """`1er décembre`, or `1er déc.` with the names of SHORT_MONTHS."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number}{NBSP}{months[day.month - 1]}"


def full_date(day: date) -> str:
    """`24 janvier 2027`."""
    return f"{day_and_month(day)}{NBSP}{day.year}"


def short_date(day: date, *, seen_from: date) -> str:
    """`18 nov.`, with the year when it isn't the reader's."""
    return day_and_month(day, SHORT_MONTHS) + _year(day, seen_from)


def weekday_and_date(day: date, *, seen_from: date) -> str:
    """`lundi 30 novembre`, with the year when it isn't the reader's."""
    return f"{WEEKDAYS[day.weekday()]}{NBSP}{day_and_month(day)}{_year(day, seen_from)}"


def time_of_day(at: time) -> str:
    """`8 h 30`, `17 h`."""
    minutes = f"{NBSP}{at.minute:02}" if at.minute else ""
    return f"{at.hour}{NBSP}h{minutes}"


def _year(day: date, seen_from: date) -> str:
    return "" if day.year == seen_from.year else f"{NBSP}{day.year}"
