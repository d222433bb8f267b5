"""Which service keeps a page: the one that it names, else the nearest named above it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

from django.apps import apps
from django.db.models import Q
from wagtail.models import Page, Site
from wagtail.query import PageQuerySet

from home.models import PublicPage
from portal.directory.models import Service


@cache
def kinds() -> tuple[Any, ...]:
    """The types of public pages: each names the service that keeps it true."""
    return tuple(model for model in apps.get_models() if issubclass(model, PublicPage))


def service_of(page: Page) -> Service | None:
    """The service in charge of the page as it stands, draft or not; None: the whole site's."""
    named: Service | None = getattr(page.specific, "service", None)
    return named or services_of([page])[page.pk]


def services_of(pages: Iterable[Page]) -> dict[int, Service | None]:
    """The service in charge of each page, by its key; as many queries for one as for many."""
    pages = list(pages)
    named = dict(_rows(path__in={path for page in pages for path in _line(page)}))
    services = Service.objects.with_contact().in_bulk(set(named.values()))
    return {
        page.pk: next((services[named[path]] for path in _line(page) if path in named), None)
        for page in pages
    }


def sections(services: Collection[int]) -> list[tuple[Page, frozenset[int]]]:
    """(topmost page, the services that one must cover to have it) around these services.

    A page is had with the service that it names; the first page of a site, with all the services
    at the top of its organisation. What is below comes with it. Three queries.
    """
    wanted = {path: frozenset([service]) for path, service in _rows(service__in=services)}
    pages = Page.objects.in_bulk(wanted, field_name="path")
    tops: dict[int, set[int]] = defaultdict(set)
    at_the_top = Service.objects.active().filter(parent=None, organisation__site__isnull=False)
    for service, root in at_the_top.values_list("pk", "organisation__site__root_page"):
        tops[root].add(service)
    whole = {root: needed for root, needed in tops.items() if needed <= set(services)}
    roots = Page.objects.in_bulk(whole)
    return [
        *((roots[root], frozenset(needed)) for root, needed in whole.items()),
        *((page, wanted[path]) for path, page in pages.items()),
    ]


def _line(page: Page) -> list[str]:
    """The paths of the page and of those above it, the nearest first."""
    return [page.path[:end] for end in range(len(page.path), 0, -page.steplen)]


def public_pages() -> PageQuerySet[Page]:
    """The pages that anybody reads: online, open to all, on a site."""
    within = Q(pk__in=[])
    for path in Site.objects.values_list("root_page__path", flat=True):
        within |= Q(path__startswith=path)
    return Page.objects.live().public().filter(within)


def _rows(**which: Any) -> list[tuple[str, int]]:
    """(path, service) of the pages that name one, of all types, in one query."""
    queries = [
        model.objects.filter(service__isnull=False, **which)
        .order_by()
        .values_list("path", "service")
        for model in kinds()
    ]
    return list(queries[0].union(*queries[1:], all=True))
