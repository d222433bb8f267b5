"""The day or the month that an address asks for."""

from datetime import date, timedelta

from django.utils import timezone

from payments import books
from payments.models import Regie

ONE_DAY = timedelta(days=1)
FIRST = date(2000, 1, 1)


def today_of(regie: Regie) -> date:
    return books.day_of(regie, timezone.now())


def day_asked(typed: str, regie: Regie) -> date:
    """Today when it is none, or one to come."""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return today_of(regie)
    return max(FIRST, min(day, today_of(regie)))


def month_asked(typed: str, regie: Regie) -> tuple[date, date]:
    """Its first and last days; this month's when it is none."""
    first = day_asked(f"{typed}-01", regie).replace(day=1)
    return first, month_end(first)


def month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - ONE_DAY
