"""The public search: results, proposals while one types, and the way to what was found."""

from datetime import timedelta

from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_safe

from portal.accounts import throttle
from portal.accounts.access import public
from portal.directory.models import Organisation
from portal.directory.sites import base_url, organisation_of
from search.danger.here import emergencies_here
from search.guides.entrances import entrances_for
from search.index.models import SearchDocument
from search.results import phrases
from search.results.answering import answer
from search.results.asking import Asking, cleaned
from search.results.help import help_for
from search.results.remembering import remember, remember_choice

PER_MINUTE = 120  # a whole office may type behind one address
FIVE_MINUTES = 60 * 5


@public
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What the site has about the words typed; without any result, who can help."""
    organisation, asking = organisation_of(request), Asking.of(request.GET)
    if not asking.typed:
        context = {"asking": asking, "help": help_for(organisation, asking.typed)}
        return render(request, "search/empty.html", context)
    found = answer(asking, organisation=organisation)
    total = 0 if found.instead else found.total
    if asking.is_first:
        remember(request, asking.typed, organisation=organisation, staff=False, found=total)
    context = {
        "asking": asking,
        "answer": found,
        "emergencies": emergencies_here(request, asking.typed),
        "entrances": entrances_for(asking.typed, organisation),
        "help": None if found.groups else help_for(organisation, asking.typed),
    }
    return render(request, "search/results.html", context)


@public
@require_GET
def suggestions(request: HttpRequest) -> HttpResponse:
    """`{"results": ["…"]}`: what somebody may be about to type; the same for all on this site."""
    typed = cleaned(request.GET.get("q", ""))
    if len(typed) < phrases.SHORTEST:
        return JsonResponse({"results": []})
    who = f"suggestions:{throttle.client(request)}"
    if not throttle.hit(who, PER_MINUTE, per=timedelta(minutes=1)):
        return HttpResponse("Trop de recherches. Réessayez dans une minute.", status=429)
    found = phrases.proposals(typed, organisation=organisation_of(request))
    headers = {"Cache-Control": f"public, max-age={FIVE_MINUTES}"}
    return JsonResponse({"results": found}, headers=headers)


@public
@require_safe
def choice(request: HttpRequest, pk: int) -> HttpResponse:
    """To what was found, remembering that these words led there."""
    organisation = organisation_of(request)
    documents = SearchDocument.objects.filter(internal=False)
    if organisation is not None:
        documents = documents.filter(Q(organisation=organisation) | Q(organisation=None))
    document = get_object_or_404(documents.select_related("organisation__site"), pk=pk)
    if request.method == "GET":
        typed = cleaned(request.GET.get("q", ""))
        remember_choice(request, typed, document, organisation=organisation, staff=False)
    return redirect(address_of(document, seen_from=organisation))


def address_of(document: SearchDocument, *, seen_from: Organisation | None) -> str:
    """Its address; in full when it stands on another organisation's site. Always one of ours.

    What is internal is read by an agent, signed in on this site only.
    """
    if not document.url.startswith("/") or document.url.startswith(("//", "/\\")):
        raise Http404
    owner = document.organisation
    if document.internal or owner is None or owner == seen_from:
        return document.url
    return base_url(owner) + document.url
