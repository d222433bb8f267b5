"""French words for when a place opens or closes, as the reader of today says them."""

from datetime import date, datetime, time, timedelta

from portal.text.dates import time_of_day, weekday_and_date

MIDNIGHT = time(0)


def opening_words(at: datetime, today: date) -> str:
    """`à 14 h`, `demain à 8 h 30`, `lundi 30 novembre à 9 h`."""
    day, hour = _day_words(at.date(), today), time_of_day(at.time())
    return f"{day} à {hour}" if day else f"à {hour}"


def closing_words(at: datetime, today: date) -> str:
    """`17 h`, `minuit`, `demain, 12 h`: midnight belongs to the day that it ends."""
    if at.time() == MIDNIGHT:
        last_day, hour = at.date() - timedelta(days=1), "minuit"
    else:
        last_day, hour = at.date(), time_of_day(at.time())
    day = _day_words(last_day, today)
    return f"{day}, {hour}" if day else hour


def _day_words(day: date, today: date) -> str:
    if day == today:
        return ""
    if day == today + timedelta(days=1):
        return "demain"
    return weekday_and_date(day, seen_from=today)
