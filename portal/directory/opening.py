"""From the rows of a service to its Schedule."""

from collections.abc import Iterable
from datetime import time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.db.models import prefetch_related_objects

from portal.directory.hours import Interval, Schedule
from portal.directory.public_holidays import holidays_of
from portal.directory.querysets import standing_closures

if TYPE_CHECKING:
    from portal.directory.models import Closure, OpeningHours, Service


def schedule_of(service: "Service") -> Schedule:
    """The service's week, or that of the nearest service above which has hours of its own.

    Closed on the public holidays of the organisation and by `closures_of` the service.
    """
    return Schedule(
        weekly=_by_weekday(_source(service).opening_hours.all()),
        closings=[closure.closing for closure in closures_of(service)],
        holidays=holidays_of(service.organisation.territory),
        tz=ZoneInfo(service.organisation.time_zone),
    )


def closures_of(service: "Service") -> list["Closure"]:
    """Those that stand, of the organisation, the service and those above that open the same door.

    That is, up to where the hours come from, unless they were closed without what is below them.
    """
    prefetch_related_objects([service], standing_closures())
    closures = service.organisation.closures.all()
    if not closures:
        return []
    doors = {each.pk for each in service.lineage[: service.lineage.index(_source(service)) + 1]}
    return [
        row
        for row in closures
        if row.service_id in {None, service.pk} or (row.spreads and row.service_id in doors)
    ]


def longest(closures: Iterable["Closure"]) -> "Closure | None":
    return max(closures, key=lambda one: one.closing.stretch(one.tz)[1], default=None)


def _source(service: "Service") -> "Service":
    """The nearest, from the service up, that has hours of its own; else the service."""
    line = service.lineage
    prefetch_related_objects(line, "opening_hours")  # all levels at once
    return next((each for each in line if each.opening_hours.all()), service)


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
