"""Which service keeps a page: the one that it names, else the nearest named above it."""

from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Q, QuerySet
from wagtail.models import Page, Site

from portal.directory.coverage import coverage_of
from portal.directory.models import Organisation, Service


@cache
def kinds() -> tuple[type[Page], ...]:
    """The page types that name a service."""
    return tuple(model for model in apps.get_models() if _names_a_service(model))


def service_of(page: Page) -> Service | None:
    """The service in charge of the page as it stands, draft or not; None: the whole site's."""
    named: Service | None = getattr(page.specific, "service", None)
    return named or services_of([page])[page.pk]


def services_of(pages: Iterable[Page]) -> dict[int, Service | None]:
    """The service in charge of each page, by its key; as many queries for one as for many."""
    pages = list(pages)
    wanted = {path for page in pages for path in _line(page)}
    named = dict(row for model in kinds() for row in _rows(model, path__in=wanted))
    services = Service.objects.with_contact().in_bulk(set(named.values()))
    return {
        page.pk: next((services[named[path]] for path in _line(page) if path in named), None)
        for page in pages
    }


def _line(page: Page) -> list[str]:
    """The paths of the page and of those above it, the nearest first."""
    return [page.path[:end] for end in range(len(page.path), 0, -page.steplen)]


def pages_of(services: Collection[int]) -> list[Page]:
    """The topmost pages that name one of these services; what is below comes with them."""
    rows = [row for model in kinds() for row in _rows(model, service__in=services)]
    return _topmost(Page.objects.filter(path__in=[path for path, _service in rows]))


def public_pages() -> QuerySet[Page]:
    """The pages that anybody reads: online, open to all, on a site."""
    within = Q(pk__in=[])
    for path in Site.objects.values_list("root_page__path", flat=True):
        within |= Q(path__startswith=path)
    pages: QuerySet[Page] = Page.objects.live().public().filter(within)
    return pages


def whole_sites(agent: Any, *roles: str) -> list[Page]:
    """The first pages of the sites of organisations that the agent covers whole."""
    covered = coverage_of(agent).services(*roles)
    if not covered:
        return []
    others = Service.objects.active().filter(parent=None).exclude(pk__in=covered)
    mine = Organisation.objects.filter(services__in=covered, site__isnull=False)
    whole = mine.exclude(services__in=others).select_related("site__root_page").distinct()
    return [each.site.root_page for each in whole if each.site]


def _topmost(pages: Collection[Page]) -> list[Page]:
    found: list[Page] = []
    for page in sorted(pages, key=lambda each: each.path):
        if not (found and page.path.startswith(found[-1].path)):
            found.append(page)
    return found


def _rows(model: Any, **which: Any) -> list[tuple[str, int]]:
    """(path, service) of the pages of a type that name one."""
    rows = model.objects.filter(service__isnull=False, **which)
    return list(rows.values_list("path", "service"))


def _names_a_service(model: Any) -> bool:
    if not issubclass(model, Page):
        return False
    try:
        return model._meta.get_field("service").related_model is Service
    except FieldDoesNotExist:
        return False
