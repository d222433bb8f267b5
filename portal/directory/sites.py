"""Which organisation speaks on this host: each has its own Wagtail site."""

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.db.models import Exists, OuterRef
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.urls import reverse
from django.utils import timezone

from portal.directory.models import Closure, Organisation
from portal.directory.opening import longest
from portal.ui.lasting import lasts_until

UNASKED = object()


def organisation_of(request: HttpRequest) -> Organisation | None:
    """The organisation of the site asked for; on another host the default one, or None.

    One query, then kept with the request.
    """
    kept = getattr(request, "_organisation", UNASKED)
    if kept is UNASKED:
        kept = request._organisation = _find(request)  # type: ignore[attr-defined]  # kept on purpose
    return kept  # type: ignore[return-value]  # UNASKED is gone


def closure_of_site(request: HttpRequest) -> Closure | None:
    """What closes the whole organisation of the site now; no query while nothing does."""
    organisation = organisation_of(request)
    if organisation is None or not organisation.maybe_closed:  # type: ignore[attr-defined]  # annotated
        return None
    now = timezone.now()
    rows = Closure.objects.maybe_now(now).filter(service=None, organisation=organisation)
    closures = list(rows.select_related("organisation"))
    edges = [edge for one in closures for edge in one.closing.stretch(one.tz) if edge > now]
    lasts_until(request, min(edges, default=None))
    return longest([one for one in closures if one.covers(now)])


def base_url(organisation: Organisation | None) -> str:
    """Where links in this organisation's mail lead: its own site, else the installation's."""
    if organisation is not None and organisation.site is not None:
        return organisation.site.root_url
    return settings.PUBLIC_BASE_URL.rstrip("/")


def absolute(organisation: Organisation | None, name: str, *args: object) -> str:
    """The full address of a view on the organisation's site."""
    return base_url(organisation) + reverse(name, args=args)


def _find(request: HttpRequest) -> Organisation | None:
    """By host and port, by host, by default site; else the only organisation there is."""
    try:
        host, port = split_domain_port(request.get_host())
    except DisallowedHost:  # even the page that refuses a host is drawn
        host, port = "", ""
    shut = Closure.objects.maybe_now(timezone.now()).filter(organisation=OuterRef("pk"))
    known = Organisation.objects.annotate(maybe_closed=Exists(shut.filter(service=None)))
    organisations = list(known.select_related("site", "logo").order_by("pk"))
    own = [(each.site, each) for each in organisations if each.site is not None]
    named = [(site, each) for site, each in own if site.hostname == host]
    exact = [each for site, each in named if str(site.port) == (port or request.get_port())]
    default = [each for site, each in own if site.is_default_site]
    only = organisations if len(organisations) == 1 else []
    return next(iter([*exact, *(each for _, each in named), *default, *only]), None)
