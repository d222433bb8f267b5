"""What every template knows of who speaks."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from portal.directory.closed import closed_site
from portal.directory.sites import organisation_of


def organisation(request: HttpRequest) -> dict[str, object]:
    """`organisation`: whose site this is (None when several share a host); read only if used.

    `closed_site`: what to tell when that whole organisation is closed, else None.
    """
    return {
        "organisation": SimpleLazyObject(lambda: organisation_of(request)),
        "closed_site": SimpleLazyObject(lambda: closed_site(request)),
    }
