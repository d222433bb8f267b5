"""What is told of a place that is closed: why, until when, and what to do instead."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone

from portal.directory.contact import ContactDetails
from portal.directory.models import Closure, Service
from portal.directory.sites import closure_of_site


@dataclass(frozen=True)
class Closed:
    """A closing under way, as pages say it; `service` and `contact` are those to turn to."""

    place: str
    reason: str
    until: str
    instead: str
    link: str
    service: Service | None
    contact: ContactDetails | None


def closed_service(service: Service) -> Closed | None:
    """What closes the service now, if anything does.

    Reads what `schedule()` does; one more query when there is another service to turn to.
    """
    closure = service.closure(timezone.now())
    return _told(closure, service.name) if closure else None


def closed_site(request: HttpRequest) -> Closed | None:
    """What closes the whole organisation of the site now."""
    closure = closure_of_site(request)
    return _told(closure, closure.place) if closure else None


def _told(closure: Closure, place: str) -> Closed:
    today = timezone.now().astimezone(closure.tz).date()
    others = Service.objects.active().with_contact()
    to = closure.instead_service_id
    turn_to = others.filter(pk=to).first() if to else None
    return Closed(
        place=place if closure.service_id else closure.organisation.name,
        reason=closure.reason,
        until=closure.closing.until_words(today),
        instead=closure.instead,
        link=closure.instead_link,
        service=turn_to,
        contact=turn_to.contact if turn_to else None,
    )
