"""The draft of an address, for the agent whose it is."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpResponseBase
from django.urls import reverse
from django.views.decorators.cache import never_cache

from portal.accounts import access
from portal.accounts.access import AgentRequest
from portal.accounts.models import User
from portal.demandes import rights
from portal.demandes.models import Draft
from portal.demandes.querysets import ENVELOPE_ROLES

View = Callable[..., HttpResponseBase]


def for_mine(view: View) -> View:
    """Give the view the draft; 404 for a colleague's, or for a procedure out of reach."""

    @access.role(*ENVELOPE_ROLES)
    @never_cache
    @wraps(view)
    def found(request: AgentRequest, token: str, **kwargs: Any) -> HttpResponseBase:
        return view(request, find(request.user, token), **kwargs)

    return found


def find(agent: User, token: str) -> Draft:
    """The agent's draft with its form and fee. Raises Http404."""
    joined = ("procedure__fee__regie__organisation", "form_version")
    drafts = Draft.objects.of_agent(agent).select_related(*joined)
    draft = drafts.defer("procedure__steps").filter(token=token).first()
    reachable = rights.procedures_to_file(agent)
    if draft is None or not reachable.filter(pk=draft.procedure_id).exists():
        raise Http404
    return draft


def address(draft: Draft, name: str, *more: object) -> str:
    return reverse(name, args=[draft.token, *more])
