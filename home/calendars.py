"""Events as calendars that every agenda reads (RFC 5545)."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from wagtail.models import Site

from home.models import EventPage
from home.models.events import today
from portal.accounts.access import public
from portal.directory.sites import organisation_of
from portal.ui.identity import Identity

if TYPE_CHECKING:
    from icalendar import Event

MOST = 200  # events in a calendar
AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)


@public
def events_calendar(request: HttpRequest) -> HttpResponse:
    """The events to come of the site, the nearest first."""
    found = EventPage.objects.upcoming_below(_site(request).root_page, today(request))[:MOST]
    return _answer(request, found, "agenda.ics")


@public
def event_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """One event of the site, past or to come."""
    events = EventPage.objects.descendant_of(_site(request).root_page).live().public()
    event = get_object_or_404(events.select_related("place"), pk=pk)
    return _answer(request, [event], f"{event.slug}.ics")


def _site(request: HttpRequest) -> Site:
    site = Site.find_for_request(request)
    if site is None:
        raise Http404
    return site


def _answer(request: HttpRequest, events: Iterable[EventPage], name: str) -> HttpResponse:
    from icalendar import Calendar  # noqa: PLC0415 (half a second that few processes need)

    organisation = organisation_of(request)
    zone = ZoneInfo(organisation.time_zone if organisation else settings.TIME_ZONE)
    title = Identity.of(organisation).name
    calendar = Calendar({"prodid": "-//GPS Citoyen//Agenda//FR", "version": "2.0"})
    calendar.add("x-wr-calname", title)
    for event in events:
        calendar.add_component(_event(event, zone, request))
    calendar.add_missing_timezones()
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _event(page: EventPage, zone: ZoneInfo, request: HttpRequest) -> "Event":
    from icalendar import Event  # noqa: PLC0415 (same)

    event = Event()
    event.add("uid", f"evenement-{page.pk}@{request.get_host().partition(':')[0]}")
    event.add("dtstamp", page.last_published_at or datetime.now(UTC))
    event.add("summary", page.title)
    _add_times(event, page, zone)
    told = {"description": page.summary, "location": page.where, "url": page.get_full_url(request)}
    for name, value in told.items():
        if value:
            event.add(name, value)
    event.add("status", "CANCELLED" if page.cancelled else "CONFIRMED")
    return event


def _add_times(event: "Event", page: EventPage, zone: ZoneInfo) -> None:
    """Whole days end the day after, as the standard has it; no last hour is an hour of it."""
    if page.first_time is None:
        event.add("dtstart", page.first_day)
        last = min(page.last_day, date.max - A_DAY)  # « 31/12/9999 », of what never ends
        event.add("dtend", last + A_DAY)
        return
    starts = datetime.combine(page.first_day, page.first_time, zone)
    ends = datetime.combine(page.last_day, page.last_time or page.first_time, zone)
    event.add("dtstart", starts)
    event.add("dtend", ends if ends > starts else starts + AN_HOUR)
