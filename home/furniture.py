"""What stands around every public page: the menu, the footer, the conformity it declares."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from wagtail.models import Page, Site

from home.models.settings import Conformity, SiteSettings
from home.page_cache import hosts, versions

KEPT = timedelta(hours=1)


@dataclass(frozen=True)
class Link:
    """A link of a menu."""

    label: str
    url: str


@dataclass(frozen=True)
class Column:
    """A column of the footer."""

    title: str
    links: list[Link]


@dataclass(frozen=True)
class Furniture:
    """The menu (empty: the layout's own), the footer's columns, the networks, the conformity."""

    menu: list[Link]
    columns: list[Column]
    social: list[Link]
    conformity: str = str(Conformity.PARTIAL.label)


def furniture(request: HttpRequest) -> dict[str, object]:
    """`furniture`, for the layout of public pages: read only if used, once for each request."""
    return {"furniture": SimpleLazyObject(lambda: furniture_of(request))}


def furniture_of(request: HttpRequest) -> Furniture:
    """Two queries, settings then the pages that they name; none more until one changes."""
    kept: Furniture | None = getattr(request, "_furniture", None)
    if kept is None:
        kept = request._furniture = _known(request)  # type: ignore[attr-defined]  # kept on purpose
    return kept


def settings_of(request: HttpRequest) -> SiteSettings:
    """The site's settings, or what they are by default; none is written by reading."""
    site = Site.find_for_request(request)
    found = SiteSettings.objects.filter(site=site).first() if site else None
    return found or SiteSettings()


def _known(request: HttpRequest) -> Furniture:
    """What was read under the present version of public pages: settings and pages change it."""
    try:
        if not hosts.is_ours(request):
            return _read(request)
    except DisallowedHost:  # even the page that refuses a host is drawn
        return Furniture(menu=[], columns=[], social=[])
    key = f"furniture:{versions.current()}:{request.get_host()}"
    found: Furniture | None = cache.get(key)
    if found is None:
        found = _read(request)
        cache.set(key, found, KEPT.total_seconds())
    return found


def _read(request: HttpRequest) -> Furniture:
    kept = settings_of(request)
    menu = [each["value"] for each in kept.menu.raw_data]
    columns = [each["value"] for each in kept.footer.raw_data]
    social = [each["value"] for each in kept.social.raw_data]
    linked = [[each["value"] for each in column["links"]] for column in columns]
    pages = _pages([*menu, *(link for links in linked for link in links)])
    return Furniture(
        menu=_links(menu, pages, request),
        columns=[
            Column(column["title"], _links(links, pages, request))
            for column, links in zip(columns, linked, strict=True)
        ],
        social=[Link(each["label"], each["address"]) for each in social],
        conformity=kept.conformity_words,
    )


def _pages(links: Iterable[dict[str, Any]]) -> dict[int, Page]:
    """The pages named that are published; one that is kept for some asks who comes there."""
    named = {link["page"] for link in links if link["page"]}
    return Page.objects.live().in_bulk(named) if named else {}


def _links(links: list[dict[str, Any]], pages: dict[int, Page], request: HttpRequest) -> list[Link]:
    """In order; a page that is gone or not published is left out."""
    made = []
    for link in links:
        page = pages.get(link["page"])
        url = page.get_url(request) if page else link["address"]
        if url:
            made.append(Link(link["label"] or (page.title if page else ""), url))
    return made
