"""What browsers are told that our pages may do."""

from collections.abc import Callable
from urllib.parse import urlsplit

from csp.constants import SELF
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

ADMIN = "/admin/"
NOT_UTF8 = "Ce formulaire doit être envoyé en UTF-8. Rechargez la page, puis recommencez."
# A page asks for nothing of the device but, for a report in the street, its position.
PERMISSIONS = ", ".join(
    [
        "accelerometer=()",
        "camera=()",
        "display-capture=()",
        "geolocation=(self)",
        "gyroscope=()",
        "magnetometer=()",
        "microphone=()",
        "midi=()",
        "payment=()",
        "usb=()",
    ]
)


class ContentSecurityPolicy(CSPMiddleware):
    """The strict policy everywhere; under /admin/ the one that Wagtail's inline scripts need.

    A preview is drawn by a request of its own, outside /admin/, and shown in a frame of the admin.
    """

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        """Django-csp's parts, with the admin's directives under its prefix."""
        parts = super().get_policy_parts(request, response, report_only)
        if parts.config is None and not report_only:
            if request.path_info.startswith(ADMIN):
                parts.config = settings.ADMIN_CONTENT_SECURITY_POLICY
            elif getattr(request, "is_preview", False):
                parts.replace = {"frame-ancestors": [SELF]}
        if origin := tiles_origin():
            parts.update = {**(parts.update or {}), "img-src": [origin]}
        return parts


def tiles_origin() -> str:
    """Where the squares of maps come from, as a policy names it; nothing when it is here."""
    address = urlsplit(settings.MAP_TILES.replace("{s}", "*"))
    return f"{address.scheme}://{address.netloc}" if address.netloc else ""


def permissions_policy(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: the Permissions-Policy header of every response."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response

    return middleware


def utf8_only(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: forms come in UTF-8; another charset is refused before anything reads the form.

    Django refuses it too, but only once a middleware reads the form, and its error page would read
    the form again.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        charset = (request.content_params or {}).get("charset", "utf-8")
        if charset.lower() not in {"utf-8", "utf8", "us-ascii"}:
            return HttpResponse(NOT_UTF8, status=415, content_type="text/plain; charset=utf-8")
        return get_response(request)

    return middleware
