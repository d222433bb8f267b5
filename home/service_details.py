"""What the directory says of a service: how to reach it, and when it is open."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.text import capfirst

from portal.directory.closed import closed_service
from portal.directory.closings import Closing
from portal.directory.commune_names import formerly
from portal.directory.contact import ContactDetails
from portal.directory.hours import Interval, OpeningStatus, Schedule
from portal.directory.models import Service
from portal.text.dates import WEEKDAYS, time_of_day
from portal.ui.lasting import lasts_until

AHEAD = timedelta(days=60)  # closings announced


@dataclass
class Entry:
    """A service as the directory lists it; `status` is None for one that has no hours."""

    service: Service
    contact: ContactDetails
    status: OpeningStatus | None
    below: list["Entry"] = field(default_factory=list)

    @property
    def formerly(self) -> str:
        """« anciennement Bureau des écoles », for those who look for the name they know."""
        return formerly(self.service.former_names)


def details(request: HttpRequest, found: Service) -> dict[str, Any]:
    """What the page of a service shows; `found` is best read `with_hours()`."""
    schedule = found.schedule()
    today = timezone.now().astimezone(schedule.tz).date()
    return {
        "entry": _entry(request, found, schedule),
        "closed": closed_service(found),
        "week": week(schedule, today),
        "closings": closings(schedule, today),
        "below": entries_of(request, found.children.active().with_hours()),
    }


def week(schedule: Schedule, today: date) -> list[tuple[str, str, bool]]:
    """(day, hours or « Fermé », whether it is today) from Monday to Sunday; empty without hours."""
    if not schedule.weekly:
        return []
    return [
        (name, _hours(schedule.weekly.get(number, ())), number == today.weekday())
        for number, name in enumerate(WEEKDAYS)
    ]


def closings(schedule: Schedule, today: date) -> list[tuple[str, str]]:
    """(when, reason) of the public holidays and closings of the coming two months, in order."""
    holidays = [Closing(day, day, name) for day, name in schedule.holidays.items()]
    soon = sorted([*schedule.closings, *holidays], key=lambda each: each.first_day)
    return [
        (capfirst(each.period_words(today)), each.reason or "fermeture exceptionnelle")
        for each in soon
        if (each.last_day or today) >= today and each.first_day <= today + AHEAD
    ]


def entries_of(request: HttpRequest, services: Iterable[Service]) -> list[Entry]:
    """The services as a tree: those whose parent isn't among them come first."""
    entries = {each.pk: _entry(request, each, each.schedule()) for each in services}
    tops: list[Entry] = []
    for entry in entries.values():
        above = entries.get(entry.service.parent_id or 0)
        (above.below if above else tops).append(entry)
    return tops


def _entry(request: HttpRequest, service: Service, schedule: Schedule) -> Entry:
    now = timezone.now()
    lasts_until(request, schedule.lasts_until(now))
    return Entry(service, service.contact, schedule.status_if_told(now))


def _hours(intervals: Iterable[Interval]) -> str:
    spoken = [f"{time_of_day(each.opens)} – {_closing(each)}" for each in intervals]
    return " et ".join(spoken) or "Fermé"


def _closing(interval: Interval) -> str:
    return (
        time_of_day(interval.closes) if interval.closes.hour or interval.closes.minute else "minuit"
    )
