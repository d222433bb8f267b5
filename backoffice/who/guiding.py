"""The guides of the public, in a compact form worked with the keys 1 to 9."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from backoffice.who.finding import Desk
from portal.accounts.access import AgentRequest, agent
from portal.accounts.models import User
from portal.demandes import rights
from portal.demandes.querysets import ENVELOPE_ROLES
from portal.directory.channels import Channel
from search.guides import arrival, circumstances, counting
from search.guides.entrances import entrances_for
from search.guides.models import Guide
from search.guides.sources import in_force, source_of
from search.guides.structure import DONT_KNOW
from search.guides.views import counts, version_asked
from search.guides.walking import Walk, walk


def guides_for(typed: str) -> list[tuple[str, str]]:
    """The guides that the words mean, as (need, address) pairs; without words, all of them."""
    if typed:
        rows = [(each.title, each.code) for each in entrances_for(typed)]
    else:
        rows = list(Guide.objects.live().values_list("title", "code"))
    return [(title, reverse("guided", args=[code])) for title, code in rows]


@agent
@never_cache
@require_safe
def guided(request: AgentRequest, code: str, way: str = "") -> HttpResponse:
    """One question, or what to say and to do at the end; any agent."""
    version = version_asked(code, None)
    walked = walk(source_of(version), way, in_force)
    if counts(request):
        counting.record(walked, staff=True)
    context: dict[str, Any] = {"guide": version.guide, "walk": walked}
    context |= _links(walked, version.guide)
    if walked.question is None:
        context |= _outcome(request, walked, version.guide)
    return render(request, "backoffice/who/guided.html", context)


def _outcome(request: AgentRequest, walked: Walk, guide: Guide) -> dict[str, Any]:
    reached = arrival.arrive(walked.outcome, guide=guide, organisation=None)
    said = circumstances.read(request.GET, reached.procedure)
    return {
        "arrival": reached,
        "said": said,
        "advice": arrival.advised(reached, at=timezone.now(), said=said),
        "sheets": arrival.sheets_for(request.user, reached),
        "desk": Desk(reached.service),
        "files": _may_file(request.user, reached),
        "channel": Channel.TELEPHONE,
    }


def _may_file(agent: User, reached: arrival.Arrival) -> bool:
    """Whether « Déposer pour la personne » would let the agent in for this procedure."""
    if reached.procedure is None:
        return False
    allowed = agent.is_superuser or any(code in ENVELOPE_ROLES for _, code in agent.roles_held)
    return allowed and rights.procedures_to_file(agent).filter(pk=reached.procedure.pk).exists()


def _links(walked: Walk, guide: Guide) -> dict[str, Any]:
    base = reverse("guided", args=[guide.code])
    choices = walked.question.choices if walked.question else ()
    back = base + walked.way_back if walked.steps else reverse("orient")
    return {
        "answers": [(choice.label, base + walked.way_on(choice.key)) for choice in choices],
        "dont_know": base + walked.way_on(DONT_KNOW),
        "back": back,
    }
