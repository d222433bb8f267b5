"""French dates, as they are read: parts never break across lines."""

from datetime import date, datetime
from typing import NamedTuple

from django.utils import timezone

NBSP = "\u00a0"
DAYS = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
MONTHS = ["janvier", "février", "mars", "avril", "mai", "juin"]
MONTHS += ["juillet", "août", "septembre", "octobre", "novembre", "décembre"]
SHORT_MONTHS = ["janv.", "févr.", "mars", "avril", "mai", "juin"]
SHORT_MONTHS += ["juil.", "août", "sept.", "oct.", "nov.", "déc."]


class Due(NamedTuple):
    """How a due date reads in a list, and the tone of its state."""

    label: str
    tone: str


def local(value: date) -> date:
    """The date itself, or the day (or moment) that an aware moment is in the current time zone."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def _number(value: date) -> str:
    return "1er" if value.day == 1 else str(value.day)


def _year(value: date, today: date | None) -> str:
    today = today or timezone.localdate()
    return "" if value.year == today.year else f"{NBSP}{value.year}"


def day(value: date, today: date | None = None) -> str:
    """« mercredi 25 novembre »; with the year when it isn't this one."""
    value = local(value)
    words = (DAYS[value.weekday()], _number(value), MONTHS[value.month - 1])
    return NBSP.join(words) + _year(value, today)


def full(value: date) -> str:
    """« 25 novembre 2026 »."""
    value = local(value)
    return NBSP.join((_number(value), MONTHS[value.month - 1], str(value.year)))


def short(value: date, today: date | None = None) -> str:
    """« 18 nov. », with the year when it isn't this one."""
    value = local(value)
    return f"{_number(value)}{NBSP}{SHORT_MONTHS[value.month - 1]}" + _year(value, today)


def hour(value: datetime) -> str:
    """« 8 h 12 », « 17 h »."""
    moment = local(value)
    assert isinstance(moment, datetime)  # noqa: S101 - narrows the type
    minutes = f"{NBSP}{moment.minute:02}" if moment.minute else ""
    return f"{moment.hour}{NBSP}h{minutes}"


def moment(value: datetime, today: date | None = None) -> str:
    """« mercredi 18 novembre, 8 h 12 »."""
    return f"{day(value, today)}, {hour(value)}"


def due(value: date, today: date | None = None) -> Due:
    """« en retard d’1 jour », « aujourd’hui », « demain », « 27 nov. », in calendar days."""
    today = today or timezone.localdate()
    value = local(value)
    value = value.date() if isinstance(value, datetime) else value
    days = (value - today).days
    if days < 0:
        late = f"d’1{NBSP}jour" if days == -1 else f"de{NBSP}{-days}{NBSP}jours"
        return Due(f"en{NBSP}retard{NBSP}{late}", "bad")
    if days < 2:
        return Due("demain" if days else "aujourd’hui", "warn")
    return Due(short(value, today), "good")
