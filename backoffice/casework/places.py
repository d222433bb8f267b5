"""A place that a demande speaks of, on a map."""

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from backoffice.casework.seen import for_seen
from portal.accounts.access import AgentRequest
from portal.demandes import answers, rights
from portal.demandes.models import Demande
from portal.procedures.field_types.place import map_settings


@for_seen
@require_safe
def place(request: AgentRequest, demande: Demande, key: str) -> HttpResponse:
    """The point that was given, for those who may read the content."""
    if not rights.may_read(request.user, demande):
        raise PermissionDenied
    if (point := answers.points(demande).get(key)) is None:
        raise Http404
    context = {
        "demande": demande,
        "words": demande.answers[key].get("label", ""),
        "point": point,
        "map": map_settings() if settings.MAP_TILES else {},
    }
    return render(request, "backoffice/casework/place.html", context)
