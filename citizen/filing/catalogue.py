"""The catalogue and the page of one procedure."""

from django.conf import settings
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_safe

from citizen.filing.paid import announced
from citizen.filing.proposed import proposed
from home.page_cache.routes import means, means_cursor
from home.state_sheets.local import rights
from payments.workflow.charging import fee_of
from portal.accounts import access
from portal.directory.channels import Channel
from portal.directory.closed import closed_service
from portal.directory.models import Service
from portal.directory.sites import organisation_of
from portal.media import download
from portal.procedures.compile import NoForm
from portal.procedures.models import Procedure, Theme
from portal.procedures.paper.keeping import Busy, paper_of
from portal.procedures.querysets import ProcedureQuerySet
from search import catalogue as search
from search.advice.advice import Need
from search.advice.advising import weigh
from search.danger.here import emergencies_here


@access.public
@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """The first procedures of each theme, all those of one, or those that say what was typed."""
    organisation = organisation_of(request)
    typed = request.GET.get("q", "").replace("\x00", "").strip()[: search.LONGEST]
    slug = request.GET.get("theme", "")
    if slug and not typed:
        theme = get_object_or_404(Theme, slug=slug.replace("\x00", "")[: search.LONGEST])
        page = search.of_theme(organisation, theme, request.GET)
        means(request, "theme", theme.slug)
        means_cursor(request, page)
        return render(request, "citizen/filing/theme.html", {"theme": theme, "page": page})
    context = {
        "typed": typed,
        "shelves": [] if typed else search.shelves(organisation),
        "found": search.found(organisation, typed) if typed else [],
        "catch_all": Procedure.objects.live().filter(catch_all=True).first(),
        "emergencies": emergencies_here(request, typed),
    }
    return render(request, "citizen/filing/catalogue.html", context)


@access.public
@require_safe
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    """What it is, who may ask, with what, by when, how else; then the form."""
    known = known_procedures(request).select_related("fee__regie__organisation", "service")
    found = get_object_or_404(known, code=code)
    if not found.live:
        return render(request, "citizen/filing/closed.html", {"procedure": found}, status=410)
    weighing = weigh([Need(timezone.now(), procedure=found, service=found.service)])[0]
    service = weighing.service or Service.objects.get(pk=found.service_id)
    words = request.GET.get("mots", "").replace("\x00", "")[: search.LONGEST]
    fee = fee_of(found)
    context = {
        "procedure": found,
        "price": announced(fee) if fee else None,
        "service": service,
        "contact": service.contact,
        "closed": closed_service(service),
        "hours": service.schedule().status_if_told(timezone.now()),
        "appeal_route": found.appeal_route or service.organisation.appeal_route,
        "rights": rights(found),
        "proposed": proposed(found, request.GET).urlencode(),
        "words": words,
        "advice": [each for each in weighing.advice if each.channel != Channel.ONLINE],
        "emergencies": emergencies_here(request, words),
    }
    response = render(request, "citizen/filing/procedure.html", context)
    if context["proposed"]:
        add_never_cache_headers(response)  # what one person's address proposes is theirs
    return response


def known_procedures(request: HttpRequest) -> ProcedureQuerySet:
    """What may be filed on this site, and what could be until the date that was announced."""
    known = Procedure.objects.filter(Q(live=True) | Q(expired=True))
    return known.for_site_of(organisation_of(request))


@access.public
@require_safe
def paper(request: HttpRequest, code: str) -> HttpResponseBase:
    """The form to print and to fill in with a pen, as a PDF."""
    found = get_object_or_404(live_procedures(request), code=code)
    try:
        return download.respond(request, paper_of(found))
    except NoForm as error:
        raise Http404 from error
    except Busy:
        context = {"procedure": found}
        response = render(request, "citizen/filing/paper_busy.html", context, status=503)
        response.headers["Retry-After"] = "60"
        return response


@access.public
@require_safe
def quit_site(_request: HttpRequest) -> HttpResponse:
    """To a page that tells nothing, for whoever must not be seen here."""
    return redirect(settings.QUICK_EXIT_URL)


def live_procedures(request: HttpRequest) -> ProcedureQuerySet:
    """What may be filed on this site."""
    return Procedure.objects.live().for_site_of(organisation_of(request))
