"""How long one usually waits on a channel at that hour, and when it is shorter the same day."""

from collections.abc import Sequence
from datetime import datetime, time
from zoneinfo import ZoneInfo

from portal.directory.hours import Schedule
from portal.directory.models import Service, UsualWait
from portal.directory.wall_clock import instant
from portal.text.dates import time_of_day

SPARED = 5  # minutes without which another hour isn't worth telling


def usual_wait(
    service: Service, channel: str, at: datetime, schedule: Schedule
) -> tuple[int | None, str]:
    """The minutes now, if they are known, and « après 14 h » when half as long later that day.

    Told by the service, else by the nearest above it. No query for one read with its waits.
    """
    waits = _told(service, channel)
    local = at.astimezone(ZoneInfo(service.organisation.time_zone))
    now = next((one for one in waits if one.covers(local.weekday(), local.time())), None)
    if now is None:
        return None, ""
    quieter = (
        one.starts
        for one in sorted(waits, key=lambda one: one.starts)
        if one.weekday == local.weekday() and one.starts > local.time() and _spares(one, now)
    )
    opened = (start for start in quieter if _is_open(schedule, local, start))
    later = next(opened, None)
    return now.minutes, f"après {time_of_day(later)}" if later else ""


def _told(service: Service, channel: str) -> Sequence[UsualWait]:
    levels = (
        [wait for wait in each.usual_waits.all() if wait.channel == channel]
        for each in service.lineage
    )
    return next(filter(None, levels), [])


def _spares(other: UsualWait, now: UsualWait) -> bool:
    return other.minutes * 2 <= now.minutes and now.minutes - other.minutes >= SPARED


def _is_open(schedule: Schedule, local: datetime, clock: time) -> bool:
    return schedule.is_open(instant(local.date(), clock, schedule.tz))
