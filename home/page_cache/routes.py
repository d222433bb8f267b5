"""Which pages may be kept: those that an app registers by the name of their address."""

from collections.abc import Collection

from django.http import HttpRequest

# What campaigns and social networks add to our addresses; no page of ours reads it.
TRACKING = ("utm_", "at_", "mtm_", "pk_", "fbclid", "gclid", "msclkid")
LONGEST = 300  # characters of an address with its query

_kept: dict[str, frozenset[str]] = {}


def keep(*names: str, keys: Collection[str] = ()) -> None:
    """Pages of these addresses are the same for every stranger; `keys` of the query change them."""
    for name in names:
        _kept[name] = frozenset(keys)


def is_kept(request: HttpRequest) -> bool:
    """Whether the page that was just drawn may be kept; any other key of the query forbids it."""
    match = request.resolver_match
    keys = _kept.get(match.view_name) if match else None
    return keys is not None and set(request.GET) <= keys


def wanted(request: HttpRequest) -> list[tuple[str, str]]:
    """The query without what only follows people around, in order."""
    pairs = ((key, value) for key, values in request.GET.lists() for value in values)
    return sorted(pair for pair in pairs if not pair[0].startswith(TRACKING))
