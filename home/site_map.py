"""The map of a site: for people, for search engines, and what those are asked to leave alone."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from wagtail.contrib.sitemaps import Sitemap as PageSitemap
from wagtail.contrib.sitemaps.views import sitemap as draw_sitemap
from wagtail.models import Page, Site

from home.models import PublicPage, ServicePage
from portal.accounts.access import public
from portal.directory.models import Service
from portal.directory.sites import organisation_of
from portal.procedures.models import Procedure, Theme

LEVELS = 3  # of pages below the first one
MOST = 500  # pages listed; the search finds the others
PRIVATE = ("/admin/", "/gestion/", "/suivi/", "/paiement/", "/reprendre/", "/recherche/")


@dataclass
class Branch:
    """A page and those below it."""

    page: Page
    below: list["Branch"] = field(default_factory=list)


@public
def site_map(request: HttpRequest) -> HttpResponse:
    """Where everything is: the online service first, then the editors' pages as a tree."""
    procedures = Procedure.objects.live().for_site_of(organisation_of(request))
    context = {
        "themes": Theme.objects.filter(pk__in=procedures.values("theme")),
        "branches": branches(_pages(request)[:MOST]),
    }
    return render(request, "home/site_map.html", context)


@public
def sitemap(request: HttpRequest) -> HttpResponse:
    """sitemap.xml: public pages, procedures and services of the site."""
    organisation = organisation_of(request)
    procedures = Procedure.objects.live().for_site_of(organisation).order_by("pk")
    services = Service.objects.active().order_by("pk")
    if organisation:
        services = services.filter(organisation=organisation)
    maps: dict[str, Any] = {
        "pages": Pages(request),
        "procedures": Rows(procedures.only("pk", "code")),
        "services": Rows(services.only("pk", "code")),
    }
    response: HttpResponse = draw_sitemap(request, maps)
    return response


@public
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines leave alone, and where the map is."""
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in PRIVATE)]
    lines.append(f"Sitemap: {request.build_absolute_uri(reverse('sitemap'))}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


class Pages(PageSitemap):
    """Public pages; a service's has the directory's address."""

    def items(self) -> Any:
        return super().items().type(PublicPage).not_type(ServicePage)


class Rows(Sitemap[Any]):
    """Rows that have an address of their own."""

    def __init__(self, rows: QuerySet[Any]) -> None:
        self.rows = rows

    def items(self) -> QuerySet[Any]:
        return self.rows


def branches(pages: Iterable[Page]) -> list[Branch]:
    """The pages, which come in the order of the tree, each below its parent."""
    tops: list[Branch] = []
    above: list[Branch] = []
    for page in pages:
        branch = Branch(page)
        while above and not page.path.startswith(above[-1].page.path):
            above.pop()
        (above[-1].below if above else tops).append(branch)
        above.append(branch)
    return tops


def _pages(request: HttpRequest) -> Any:
    """The public pages below the first one of the site; a service is in the directory."""
    site = Site.find_for_request(request)
    if site is None:
        return Page.objects.none()
    found = Page.objects.live().public().descendant_of(site.root_page)
    found = found.filter(depth__lte=site.root_page.depth + LEVELS)
    return found.type(PublicPage).not_type(ServicePage).order_by("path")
