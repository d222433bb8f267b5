"""Looking whether an address of ours still leads somewhere, by asking the site itself."""

from io import BytesIO
from urllib.parse import SplitResult, unquote_to_bytes, urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from wagtail.documents import get_document_model
from wagtail.models import Page, Site

from home.editorial.keeping import public_pages

FILES = (settings.MEDIA_URL, settings.STATIC_URL)  # served by the proxy, which isn't asked
GONE = "Page introuvable"
_default = urlsplit(settings.PUBLIC_BASE_URL)


def whole(url: str, page: Page) -> str:
    """The address with the name of the page's site, where it is written from the site's root."""
    site = page.get_site() if url.startswith("/") and ":" not in url else None
    return site.root_url + url if site else url


def is_ours(url: str) -> bool:
    """Written from the root of the site, or with the name of one of our sites.

    What is no address (`https://[nom]/`, port 99999) isn't: trying it outside says so.
    """
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname, parts.port
    except ValueError:
        return False
    return host is None or Site.objects.filter(hostname=host).exists()


def look(url: str) -> str:
    """What is wrong with it, in French; empty when a stranger may read it."""
    kind, _, number = url.removeprefix("/").partition(":")
    if number.isdecimal() and kind == "page":
        found = public_pages().filter(pk=int(number)).exists()
        return "" if found else "Page dépubliée ou retirée"
    if number.isdecimal() and kind == "document":
        found = get_document_model().objects.filter(pk=int(number)).exists()
        return "" if found else "Document retiré"
    parts = urlsplit(url)
    if parts.path.startswith(FILES):
        return ""
    status = _ask(parts)
    return "" if status < 400 else f"{GONE} ({status})" if status in {404, 410} else "En erreur"


def _ask(address: SplitResult) -> int:
    """The status of a stranger's GET, drawn in this process: no network, no cookie."""
    request = WSGIRequest(
        {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": unquote_to_bytes(address.path or "/").decode("latin-1"),
            "QUERY_STRING": address.query.encode().decode("latin-1"),
            "SERVER_NAME": address.hostname or _default.hostname,
            "SERVER_PORT": str(address.port or 443),
            "HTTP_HOST": address.netloc or _default.netloc,
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": "https",
            "wsgi.input": BytesIO(),
        }
    )
    handler = BaseHandler()
    handler.load_middleware()
    response = handler.get_response(request)
    status: int = response.status_code
    for close in getattr(response, "_resource_closers", []):
        close()
    return status
