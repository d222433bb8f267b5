"""The demande of an address, for the agents who may see it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from portal.accounts import access
from portal.accounts.access import AgentRequest
from portal.accounts.models import User
from portal.demandes import references
from portal.demandes.models import Demande
from portal.demandes.querysets import ENVELOPE_ROLES

View = Callable[..., HttpResponseBase]


def seen(agent: User, reference: str) -> Demande | None:
    """The demande of that reference if the agent sees its envelope, with what its page shows."""
    demandes = Demande.objects.visible_to(agent).with_service()
    joined = demandes.select_related(
        *("form_version", "commune", "assignee", "keeper", "filed_by", "duplicate_of", "joined")
    )
    found = joined.prefetch_related("document_requests")
    return found.filter(reference=references.normalise(reference) or "").first()


def for_seen(view: View) -> View:
    """Give the view the demande; the same 404 for one out of sight as for one that never was."""

    @access.role(*ENVELOPE_ROLES)
    @never_cache
    @wraps(view)
    def found(request: AgentRequest, reference: str, **kwargs: Any) -> HttpResponseBase:
        demande = seen(request.user, reference)
        if demande is not None:
            return view(request, demande, **kwargs)
        return gone(request)

    return found


def gone(request: HttpRequest) -> HttpResponse:
    """The demande isn't, or no longer, in the agent's services: what was typed can be copied."""
    context = {"typed": typed(request)}
    return render(request, "backoffice/casework/gone.html", context, status=404)


def typed(request: HttpRequest) -> list[str]:
    """The texts of a form that can't be drawn again."""
    names = ("body", "reason", "reasons", "why", "partner")
    return [text for name in names if (text := request.POST.get(name, "").strip()[:10_000])]
