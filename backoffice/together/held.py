"""The help of an address, for the agent who gives it and as long as it goes on."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django_htmx.http import HttpResponseClientRedirect

from portal.accounts import access
from portal.accounts.access import AgentRequest
from portal.demandes.models import SharedFilling
from portal.demandes.rights import FILLERS
from portal.demandes.workflow import sharing

View = Callable[..., HttpResponseBase]


def for_held(view: View) -> View:
    """Give the view the help; 404 for a colleague's. Once it is over, say how and show nothing."""

    @access.role(*FILLERS)
    @never_cache
    @wraps(view)
    def found(request: AgentRequest, pk: UUID, **kwargs: Any) -> HttpResponseBase:
        held = sharing.held_by(request.user, pk)
        return view(request, held, **kwargs) if held else over(request, pk)

    return found


def over(request: AgentRequest, pk: UUID) -> HttpResponseBase:
    """Away from what was the person's page, with the reason. Raises Http404."""
    ended = SharedFilling.objects.of_agent(request.user).filter(pk=pk).first()
    if ended is None:
        raise Http404
    messages.info(request, ended.get_ended_display())
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(reverse("together"))
    return redirect("together")


def address(held: SharedFilling, name: str, *more: object) -> str:
    return reverse(name, args=[held.pk, *more])
