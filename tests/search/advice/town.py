"""A service with its hours, and instants at which it is asked for."""

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from portal.directory.channels import Availability, Channel, Enquiry, Provider, Registry, registry
from portal.directory.models import OpeningHours, Service, UsualWait
from tests import builders

PARIS = ZoneInfo("Europe/Paris")


def at(text: str, tz: ZoneInfo = PARIS) -> datetime:
    """`at("2027-02-01 10:00")`: a Monday, by the clock on the wall."""
    return datetime.fromisoformat(text).replace(tzinfo=tz)


def open_service(
    *hours: tuple[int, str, str], organisation: dict[str, Any] | None = None, **fields: Any
) -> Service:
    """Open on these weekdays (0 is Monday), from one hour to another; else Monday to Friday."""
    place = builders.make_organisation(**organisation or {})
    service = builders.make_service(organisation=place, **fields)
    open_at(service, *(hours or [(day, "09:00", "17:00") for day in range(5)]))
    return service


def open_at(service: Service, *hours: tuple[int, str, str]) -> None:
    OpeningHours.objects.bulk_create(
        OpeningHours(
            service=service,
            weekday=day,
            opens=time.fromisoformat(opens),
            closes=time.fromisoformat(closes),
        )
        for day, opens, closes in hours
    )


def with_providers(**answers: Availability | None) -> Registry:
    """The real providers, and these: `with_providers(callback=Availability(…))`."""
    providers = Registry()
    for channel in Channel:
        known = registry.get(channel)
        if channel.value in answers:
            answer = answers[channel.value]

            def available(_: Enquiry, answer: Availability | None = answer) -> Availability | None:
                return answer

            providers.register(Provider(channel, "the test", available))
        elif known is not None:
            providers.register(known)
    return providers


def wait(
    service: Service, channel: str, starts: str, ends: str, minutes: int, day: int = 0
) -> None:
    """Usually so many minutes between these hours of a weekday (0 is Monday)."""
    UsualWait.objects.create(
        service=service,
        channel=channel,
        weekday=day,
        starts=time.fromisoformat(starts),
        ends=time.fromisoformat(ends),
        minutes=minutes,
    )
