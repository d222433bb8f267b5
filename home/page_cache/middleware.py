"""Serves to strangers the pages that are kept, and keeps those that may be."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response

from home.page_cache import hosts, routes, versions
from portal.ui.lasting import told_until

# Whoever brings one of these may be shown something of their own.
THEIRS = (settings.SESSION_COOKIE_NAME, "messages")
ASKS_OTHERWISE = ("Authorization", "HX-Request", "Range")
View = Callable[[HttpRequest], HttpResponseBase]


@dataclass(frozen=True)
class Kept:
    """A page as it was sent."""

    headers: dict[str, str]
    body: bytes
    ends: datetime
    route: str  # for the log

    def response(self) -> HttpResponse:
        return HttpResponse(self.body, headers=self.headers)


def page_cache(get_response: View) -> View:
    """Middleware, before whatever looks at who asks; what only adds headers stands before it.

    The version is read before the page is drawn: a change made meanwhile leaves it behind.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not (settings.PAGE_CACHE_SECONDS and _is_a_strangers(request)):
            return get_response(request)
        key = _key(request)
        kept = cache.get(key)
        if isinstance(kept, Kept) and kept.ends > timezone.now():
            request.kept_route = kept.route  # type: ignore[attr-defined]  # for the log
            return _unless_known(request, kept.response())
        response = get_response(request)
        if not (isinstance(response, HttpResponse) and _may_keep(request, response)):
            return response
        return _unless_known(request, _keep(key, request, response))

    return middleware


def _is_a_strangers(request: HttpRequest) -> bool:
    """A plain reading of a page, by somebody of whom we know nothing."""
    return (
        request.method in {"GET", "HEAD"}
        and len(request.get_full_path()) <= routes.LONGEST
        and not any(name in request.COOKIES for name in THEIRS)
        and not any(name in request.headers for name in ASKS_OTHERWISE)
    )


def _key(request: HttpRequest) -> str:
    """Host and scheme are in it: whoever invents a host only ever sees what they asked for."""
    asked = (
        request.scheme or "",
        request.get_host(),
        request.path,
        urlencode(routes.wanted(request)),
    )
    return f"page:{versions.current()}:{sha256(chr(0).join(asked).encode()).hexdigest()}"


def _may_keep(request: HttpRequest, response: HttpResponse) -> bool:
    told = response.get("Cache-Control", "")
    varies = {each.strip().lower() for each in response.get("Vary", "").split(",") if each.strip()}
    return (
        request.method == "GET"
        and response.status_code == 200
        and routes.is_kept(request)
        and not response.cookies
        and settings.CSRF_COOKIE_NAME not in request.COOKIES  # its token may be in the page
        and "CSRF_COOKIE" not in request.META
        and varies <= {"cookie"}  # without one, this is the page
        and not any(word in told for word in ("no-store", "private"))
        and not any(name.startswith("_csp") for name in vars(response))
        and not getattr(request, "is_preview", False)
        and hosts.is_ours(request)
    )


def _keep(key: str, request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The response, kept until what it says changes, PAGE_CACHE_SECONDS at most."""
    response["ETag"] = f'"{sha256(response.content).hexdigest()[:32]}"'
    response["Cache-Control"] = "no-cache"  # browsers ask again each time: a 304 costs nothing
    now = timezone.now()
    ends = now + timedelta(seconds=settings.PAGE_CACHE_SECONDS)
    if until := told_until(request):
        ends = min(ends, until)
    if ends > now:
        match = request.resolver_match
        route = match.view_name if match else ""
        kept = Kept(dict(response.items()), response.content, ends, route)
        cache.set(key, kept, timeout=(ends - now).total_seconds())
    return response


def _unless_known(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    """The page, or that the browser's copy is still the same."""
    return get_conditional_response(request, etag=response["ETag"], response=response) or response
