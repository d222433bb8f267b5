"""One field: internal sheets, partners, then what the public finds; the keys do the rest."""

from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_safe

from portal.accounts.access import AgentRequest, agent
from portal.directory.sites import organisation_of
from search.danger.here import emergencies_here
from search.index.models import SearchDocument
from search.results import phrases
from search.results.answering import answer, may_read
from search.results.asking import Asking, cleaned
from search.results.remembering import remember, remember_choice
from search.results.views import address_of


@agent
@require_safe
def lookup(request: AgentRequest) -> HttpResponse:
    """What is known about the words, of every organisation."""
    asking = Asking.of(request.GET)
    context: dict[str, Any] = {"asking": asking, "answer": None, "emergencies": ()}
    if asking.typed:
        found = answer(asking, organisation=None, agent=request.user)
        total = 0 if found.instead else found.total
        if asking.is_first:
            remember(request, asking.typed, organisation=None, staff=True, found=total)
        context |= {"answer": found, "emergencies": emergencies_here(request, asking.typed)}
    return render(request, "backoffice/lookup/lookup.html", context)


@agent
@require_GET
def suggestions(request: AgentRequest) -> HttpResponse:
    """`{"results": ["…"]}`, internal titles included."""
    typed = cleaned(request.GET.get("q", ""))
    return JsonResponse({"results": phrases.proposals_for_agent(typed, request.user)})


@agent
@require_safe
def choice(request: AgentRequest, pk: int) -> HttpResponse:
    """To what was found, remembering that these words led there."""
    documents = SearchDocument.objects.select_related("organisation__site")
    document = get_object_or_404(documents, pk=pk)
    if not may_read(request.user, document):
        raise Http404
    if request.method == "GET":
        typed = cleaned(request.GET.get("q", ""))
        remember_choice(request, typed, document, organisation=None, staff=True)
    return redirect(address_of(document, seen_from=organisation_of(request)))
