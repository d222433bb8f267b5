"""From the rows of a service to its Schedule."""

from collections.abc import Iterable
from datetime import time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import prefetch_related_objects

from portal.directory.hours import Closing, Interval, Schedule
from portal.directory.public_holidays import holidays_of

if TYPE_CHECKING:
    from portal.directory.models import Closure, OpeningHours, Service


def schedule_of(service: "Service") -> Schedule:
    """The service's week, or that of the nearest service above which has hours of its own.

    Closed on the public holidays and closures of the organisation, and on the closures of the
    service and of those above it up to where the hours come from: they open the same door.
    """
    line = service.lineage
    prefetch_related_objects(line, "opening_hours")  # all levels at once
    level = next((n for n, each in enumerate(line) if each.opening_hours.all()), 0)
    doors = {None, *(each.pk for each in line[: level + 1])}
    closures = (one for one in service.organisation.closures.all() if one.service_id in doors)
    return Schedule(
        weekly=_by_weekday(line[level].opening_hours.all()),
        closings=_closings(closures),
        holidays=holidays_of(service.organisation.territory),
        tz=ZoneInfo(service.organisation.time_zone),
    )


def _by_weekday(rows: Iterable["OpeningHours"]) -> dict[int, list[Interval]]:
    weekly: dict[int, list[Interval]] = {}
    for row in sorted(rows, key=lambda row: (row.weekday, row.opens)):
        _add(weekly.setdefault(row.weekday, []), Interval(row.opens, row.closes))
    return weekly


def _add(day: list[Interval], new: Interval) -> None:
    """Add to the day's intervals, in order; two that overlap, however they came, become one."""
    if not day or day[-1].ends_by(new):
        day.append(new)
        return
    ends = {day[-1].closes, new.closes}
    day[-1] = Interval(day[-1].opens, time(0) if time(0) in ends else max(ends))


def _closings(closures: Iterable["Closure"]) -> list[Closing]:
    return [Closing(row.first_day, row.last_day, row.reason) for row in closures]
