"""What agents searched and didn't find: words that call for a sheet."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from backoffice.knowledge.tables import UNANSWERED
from backoffice.knowledge.tabs import tabs
from home.knowledge.rights import WRITERS
from portal.accounts.access import AgentRequest, role
from search.results.models import Searched


@role(*WRITERS)
@require_safe
def unanswered(request: AgentRequest) -> HttpResponse:
    """Nobody knows who typed them: words are told once several agents have."""
    rows = Searched.objects.by_agents().unanswered()
    context = {"tabs": tabs(request), "list": UNANSWERED.show(rows, request.GET)}
    return render(request, "backoffice/knowledge/searches.html", context)
