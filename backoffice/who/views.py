"""One field, one Enter: where to send somebody, or where their demande is and who has it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from backoffice.casework.envelope import envelope
from backoffice.casework.seen import seen
from backoffice.queues.search import unknown_reference
from backoffice.who.finding import Desk, find
from backoffice.who.guiding import guides_for
from home.knowledge.about import sheets_about
from portal.accounts.access import AgentRequest, agent
from portal.accounts.models import User
from portal.demandes import references
from portal.demandes.chasing import chases
from search.danger.here import emergencies_here

LONGEST = 200


@agent
@never_cache
@require_safe
def orient(request: AgentRequest) -> HttpResponse:
    """Any agent finds a service; a reference tells no more than the envelope, to who may see it."""
    user = request.user
    typed = request.GET.get("q", "").strip()[:LONGEST]
    answer = _reference(typed, user) if references.resembles(typed) else _words(typed, user)
    context = {"typed": typed, "emergencies": emergencies_here(request, typed)} | answer
    return render(request, "backoffice/who/orient.html", context)


def _words(typed: str, user: User) -> dict[str, Any]:
    """Who answers, the guides that ask further, and the sheets that say what to answer."""
    if not typed:
        return {"found": None, "guides": guides_for(typed)}
    found = find(typed, on=timezone.localdate())
    procedures = [answer.procedure for answer in found.answers]
    return {
        "found": found,
        "guides": guides_for(typed),
        "sheets": sheets_about(
            user,
            procedures=procedures,
            services=[desk.service for desk in found.desks],
            typed=found.subject,
        ),
    }


def _reference(typed: str, user: User) -> dict[str, Any]:
    if (demande := seen(user, typed)) is None:
        return {"mistaken": unknown_reference(typed)}
    return {
        "demande": demande,
        "envelope": envelope(demande),
        "chases": chases(demande),
        "desk": Desk(demande.service),
    }
