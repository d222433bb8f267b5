"""Which pages may be kept: those that an app registers by the name of their address."""

from typing import Any

from django.http import HttpRequest

from portal.ui.keyset import PARAMETER, Page

# What campaigns and social networks add to our addresses; no page of ours reads it.
TRACKING = ("utm_", "at_", "mtm_", "pk_", "fbclid", "gclid", "msclkid")
LONGEST = 300  # characters of an address with its query
MEANT = "_query_meant"

_kept: set[str] = set()


def keep(*names: str) -> None:
    """Pages of these addresses are the same for every stranger."""
    _kept.update(names)


def means(request: HttpRequest, key: str, value: str) -> None:
    """The page being drawn is another one for this value of the query's key: one of few.

    Never told of what anybody may invent: each value is kept apart, and junk would drive out what
    people read.
    """
    setattr(request, MEANT, {**_meant(request), key: value})


def means_cursor(request: HttpRequest, page: Page[Any]) -> None:
    """The same of a list, for the cursor that chose its page: signed, always the same."""
    if page.turned:
        means(request, PARAMETER, request.GET[PARAMETER])


def is_kept(request: HttpRequest) -> bool:
    """Whether the page that was just drawn may be kept.

    What the query says and the page didn't understand (`means`), in so many letters, forbids it.
    """
    match = request.resolver_match
    if match is None or match.view_name not in _kept:
        return False
    meant = _meant(request)
    return all(values == [meant.get(key)] for key, values in request.GET.lists())


def wanted(request: HttpRequest) -> list[tuple[str, str]]:
    """The query without what only follows people around, in order."""
    pairs = ((key, value) for key, values in request.GET.lists() for value in values)
    return sorted(pair for pair in pairs if not pair[0].startswith(TRACKING))


def _meant(request: HttpRequest) -> dict[str, str]:
    found: dict[str, str] = getattr(request, MEANT, {})
    return found
