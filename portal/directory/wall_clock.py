"""From what a clock on the wall shows to the instant, through both clock changes of the year."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def instant(day: date, wall: time, tz: ZoneInfo) -> datetime:
    """The instant, in UTC, at which the clock of that zone first shows that time or a later one.

    A time that happens twice is its first passage; a time that doesn't exist, the moment at which
    the clock jumps over it. So a later time of a day is never an earlier instant.
    """
    wanted = datetime.combine(day, wall)
    found = wanted.replace(tzinfo=tz).astimezone(UTC)
    if found.astimezone(tz).replace(tzinfo=None) == wanted:
        return found
    before = wanted.replace(tzinfo=tz, fold=1).astimezone(UTC)  # in a gap, fold=1 is before it
    while found - before > timedelta.resolution:
        middle = before + (found - before) // 2
        if middle.astimezone(tz).replace(tzinfo=None) < wanted:
            before = middle
        else:
            found = middle
    return found


def utc(at: datetime) -> datetime:
    """The same instant in UTC, where comparing and adding are free of clock changes.

    Raises ValueError when it has no zone.
    """
    if at.utcoffset() is None:
        message = "an instant without a zone says nothing"
        raise ValueError(message)
    return at.astimezone(UTC)
