"""The pages that the law wants on every site: ours by default, the editors' once they wrote one."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.models import Page, Site

from home.furniture import settings_of
from home.models.contact import ways_of_site
from portal.accounts import access

# Address of the page, then the name of its view and what legal.md asks of it.
PAGES = {
    "accessibilite": "accessibility",  # loi 2016-1321, art. 105: the statement, RGAA
    "conditions-d-utilisation": "terms",  # CRPA, R112-9-1: terms of use of the online service
    "mentions-legales": "legal_notice",  # LCEN, art. 1-1
    "donnees-personnelles": "privacy",  # GDPR, art. 13
    "contact": "contact",  # loi 2004-575, art. 1-1; Services Publics+
}


@access.public
def legal_page(request: HttpRequest, slug: str) -> HttpResponse:
    """The live page that an editor wrote at this address of the site, else the one we ship."""
    if slug not in PAGES:
        raise Http404
    site = Site.find_for_request(request)
    if site:
        pages = Page.objects.live().public().child_of(site.root_page).filter(slug=slug)
        if page := pages.first():
            return page.specific.serve(request)
    return render(request, f"home/legal/{slug}.html", KNOWN.get(slug, nothing)(request))


def statement(request: HttpRequest) -> dict[str, Any]:
    """What the site declares of its accessibility."""
    return {"declared": settings_of(request)}


def nothing(_request: HttpRequest) -> dict[str, Any]:
    return {}


# What the pages that we ship need to know.
KNOWN: dict[str, Callable[[HttpRequest], dict[str, Any]]] = {
    "accessibilite": statement,
    "contact": ways_of_site,
}
