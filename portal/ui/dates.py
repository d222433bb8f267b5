"""Dates as pages show them: in the current time zone, seen from today; words of `portal.text`."""

from datetime import date, datetime
from typing import NamedTuple

from django.utils import timezone

from portal.text.dates import NBSP, full_date, short_date, time_of_day, weekday_and_date


class Due(NamedTuple):
    """How a due date reads in a list, and the tone of its state."""

    label: str
    tone: str


def local(value: date) -> date:
    """The date itself, or the day (or moment) that an aware moment is in the current time zone."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def day(value: date, today: date | None = None) -> str:
    """« mercredi 25 novembre »; with the year when it isn't this one."""
    return weekday_and_date(local(value), seen_from=today or timezone.localdate())


def full(value: date) -> str:
    """« 25 novembre 2026 »."""
    return full_date(local(value))


def short(value: date, today: date | None = None) -> str:
    """« 18 nov. », with the year when it isn't this one."""
    return short_date(local(value), seen_from=today or timezone.localdate())


def hour(value: datetime) -> str:
    """« 8 h 12 », « 17 h »."""
    return time_of_day(timezone.localtime(value).time())


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
