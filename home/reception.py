"""Where an organisation receives the public."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from home.service_details import week
from portal.directory.closed import closed_service
from portal.directory.models import Service
from portal.ui.lasting import lasts_until


def ways(request: HttpRequest, reception_id: int | None) -> dict[str, Any]:
    """The service, whether it is open, what closes it and its week; nothing for one gone."""
    services = Service.objects.active().with_hours()
    reception = services.filter(pk=reception_id).first() if reception_id else None
    if reception is None:
        return {"reception": None, "status": None, "closed": None, "week": []}
    schedule = reception.schedule()
    now = timezone.now()
    lasts_until(request, schedule.lasts_until(now))
    return {
        "reception": reception,
        "status": schedule.status_if_told(now),
        "closed": closed_service(reception),
        "week": week(schedule, now.astimezone(schedule.tz).date()),
    }
