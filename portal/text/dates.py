"""French words for days and times of day, with spaces that never break."""

from datetime import date, time

WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
NBSP = "\u00a0"


def day_and_month(day: date) -> str:
    """`1er décembre`."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number}{NBSP}{MONTHS[day.month - 1]}"


def full_date(day: date) -> str:
    """`24 janvier 2027`."""
    return f"{day_and_month(day)}{NBSP}{day.year}"


def weekday_and_date(day: date, *, seen_from: date) -> str:
    """`lundi 30 novembre`, with the year when it isn't the reader's."""
    words = day_and_month(day) if day.year == seen_from.year else full_date(day)
    return f"{WEEKDAYS[day.weekday()]}{NBSP}{words}"


def time_of_day(at: time) -> str:
    """`8 h 30`, `17 h`."""
    minutes = f"{NBSP}{at.minute:02}" if at.minute else ""
    return f"{at.hour}{NBSP}h{minutes}"
