"""Working days, and the day by which something promised is due. Pure: no database.

A working day ("jour ouvré") is Monday to Friday, public holidays excepted.
"""

from collections.abc import Container
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from portal.directory.wall_clock import utc

ONE_DAY = timedelta(days=1)
LAST_SECOND = time(23, 59, 59)


def is_working_day(day: date, holidays: Container[date] = ()) -> bool:
    return day.weekday() < 5 and day not in holidays


def add_working_days(day: date, n: int, holidays: Container[date] = ()) -> date:
    """The n-th working day after `day`; `day` itself when n is 0. ValueError when n is negative."""
    _refuse_negative(n)
    while n:
        day += ONE_DAY
        n -= is_working_day(day, holidays)
    return day


def working_days_between(start: date, end: date, holidays: Container[date] = ()) -> int:
    """How many working days pass from `start` (not counted) to `end` (counted).

    Negative when `end` is the earlier one: what is late by two working days gives -2.
    """
    if end < start:
        return -working_days_between(end, start, holidays)
    days = (start + n * ONE_DAY for n in range(1, (end - start).days + 1))
    return sum(is_working_day(day, holidays) for day in days)


def due_date(
    received_at: datetime,
    amount: int,
    unit: str,
    *,
    tz: ZoneInfo,
    holidays: Container[date] = (),
) -> date:
    """The last day, in the organisation's zone, on which what was promised is on time.

    `unit` is `working_days`, `days` or `hours` (elapsed ones, clock changes notwithstanding); the
    day of receipt isn't counted. Raises ValueError on a negative amount, an unknown unit, or an
    instant without a zone.
    """
    _refuse_negative(amount)
    received_on = utc(received_at).astimezone(tz).date()
    if unit == "working_days":
        return add_working_days(received_on, amount, holidays)
    if unit == "days":
        return received_on + amount * ONE_DAY
    if unit == "hours":
        return (utc(received_at) + timedelta(hours=amount)).astimezone(tz).date()
    message = f"unknown unit of delay: {unit}"
    raise ValueError(message)


def due_at(
    received_at: datetime,
    amount: int,
    unit: str,
    *,
    tz: ZoneInfo,
    holidays: Container[date] = (),
) -> datetime:
    """The last instant on time: to the second for hours, else the last second of `due_date`."""
    last_day = due_date(received_at, amount, unit, tz=tz, holidays=holidays)
    if unit == "hours":
        return (utc(received_at) + timedelta(hours=amount)).astimezone(tz)
    return datetime.combine(last_day, LAST_SECOND, tzinfo=tz)


def _refuse_negative(n: int) -> None:
    if n < 0:
        message = f"a delay can't be negative: {n}"
        raise ValueError(message)
