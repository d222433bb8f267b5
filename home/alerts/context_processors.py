"""What every public page knows of the day."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from home.alerts.models import Alert
from home.alerts.showing import alerts_for
from portal.directory.sites import organisation_of
from portal.ui.lasting import lasts_until


def alerts(request: HttpRequest) -> dict[str, object]:
    """`alerts`: those to show on this site now; read only if used."""
    return {"alerts": SimpleLazyObject(lambda: _shown(request))}


def _shown(request: HttpRequest) -> list[Alert]:
    organisation = organisation_of(request)
    shown, changes_at = alerts_for(organisation.pk if organisation else None)
    lasts_until(request, changes_at)
    return shown
