"""For which hosts anything is kept: whoever invents others must not fill the cache."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from wagtail.models import Site


def is_ours(request: HttpRequest) -> bool:
    """A host that the settings name in full, or that of a site; at no port of one's invention.

    Raises DisallowedHost.
    """
    host, _, port = request.get_host().partition(":")
    ours = urlsplit(settings.PUBLIC_BASE_URL)
    if port not in {"", str(ours.port), request.META["SERVER_PORT"]}:
        return False
    if host in {*settings.ALLOWED_HOSTS, ours.hostname}:
        return True
    site = Site.find_for_request(request)
    return site is not None and site.hostname == host
