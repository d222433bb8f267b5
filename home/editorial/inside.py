"""Looking whether an address of ours still leads somewhere, by asking the site itself."""

from io import BytesIO
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from wagtail.documents import get_document_model
from wagtail.models import Site

from home.editorial.keeping import public_pages

FILES = (settings.MEDIA_URL, settings.STATIC_URL)  # served by the proxy, which isn't asked
GONE = "Page introuvable"


def is_ours(url: str) -> bool:
    """Written from the root of the site, or with the name of one of our sites."""
    host = urlsplit(url).hostname
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
    status = _ask(parts.hostname or _host(), parts.path or "/", parts.query)
    return "" if status < 400 else f"{GONE} ({status})" if status in {404, 410} else "En erreur"


def _host() -> str:
    site = Site.objects.filter(is_default_site=True).first()
    return site.hostname if site else "localhost"


def _ask(host: str, path: str, query: str) -> int:
    """The status of a stranger's GET, drawn in this process: no network, no cookie."""
    request = WSGIRequest(
        {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": unquote(path, encoding="latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": host,
            "SERVER_PORT": "443",
            "HTTP_HOST": host,
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
