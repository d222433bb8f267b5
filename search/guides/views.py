"""The public pages of orientation: the entrances, one question a page, and where it leads."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from portal.accounts.access import public
from portal.directory.models import Organisation
from portal.directory.sites import organisation_of
from search.danger.here import emergencies_here
from search.guides import arrival, circumstances, counting
from search.guides.entrances import Entrance, entrance, entrances_for
from search.guides.models import Guide, GuideVersion
from search.guides.sources import in_force, source_of
from search.guides.structure import DONT_KNOW
from search.guides.walking import Walk, walk

LONGEST = 200  # characters of a need that are read


@public
@require_safe
def orientation(request: HttpRequest) -> HttpResponse:
    """The needs by theme, or the guides that what was typed leads into; danger comes first."""
    typed = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST]
    organisation = organisation_of(request)
    context = {
        "typed": typed,
        "emergencies": emergencies_here(request, typed),
        "entrances": entrances_for(typed, organisation),
        "shelves": shelves(organisation),
    }
    return render(request, "search/guides/orientation.html", context)


def shelves(organisation: Organisation | None) -> list[tuple[str, list[Entrance]]]:
    """Theme by theme, the guides of the site; one query."""
    by_theme: dict[str, list[Entrance]] = {}
    guides = Guide.objects.live().for_site_of(organisation).select_related("theme").defer("nodes")
    for guide in guides:
        by_theme.setdefault(guide.theme.name, []).append(entrance(guide))
    return list(by_theme.items())


@public
@require_safe
def guide(request: HttpRequest, code: str, way: str = "") -> HttpResponse:
    """The question or the end to which the answers of the address lead."""
    organisation = organisation_of(request)
    version = version_asked(code, organisation)
    walked = walk(source_of(version), way, in_force)
    if counts(request):
        counting.record(walked)
    context = {"guide": version.guide, "walk": walked} | links(walked, version.guide)
    if walked.question:
        said = circumstances.read(request.GET)
        context |= {"query": said.query}
        return render(request, "search/guides/question.html", context)
    reached = arrival.arrive(walked.outcome, guide=version.guide, organisation=organisation)
    said = circumstances.read(request.GET, reached.procedure)
    context |= {
        "query": said.query,
        "arrival": reached,
        "said": said,
        "advice": arrival.advised(reached, at=timezone.now(), said=said),
    }
    return render(request, "search/guides/outcome.html", context)


def version_asked(code: str, organisation: Organisation | None) -> GuideVersion:
    """The version in force of a guide of this site, or 404."""
    version = GuideVersion.objects.in_force(code)
    if version is None or not (
        organisation is None
        or version.guide.shared
        or version.guide.service.organisation_id == organisation.pk
    ):
        raise Http404
    return version


def counts(request: HttpRequest) -> bool:
    """Whether somebody reads this page: not a HEAD, nor a browser that looks ahead."""
    ahead = request.headers.get("Sec-Purpose", "") + request.headers.get("Purpose", "")
    return request.method == "GET" and "prefetch" not in ahead


def links(walked: Walk, guide: Guide) -> dict[str, Any]:
    """Where each answer leads, and back, as addresses."""
    base = guide.get_absolute_url()
    choices = walked.question.choices if walked.question else ()
    return {
        "answers": [(choice.label, base + walked.way_on(choice.key)) for choice in choices],
        "dont_know": base + walked.way_on(DONT_KNOW),
        "back": base + walked.way_back if walked.steps else "",
    }
