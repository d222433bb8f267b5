"""What browsers are told that our pages may do."""

from collections.abc import Callable

from csp.constants import SELF
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

ADMIN = "/admin/"
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
        return parts


def permissions_policy(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: the Permissions-Policy header of every response."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        return response

    return middleware
