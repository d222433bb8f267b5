"""The demo's outbox: what would have left, for all to see. It exists nowhere else."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.messaging.models import OutboundMessage
from portal.messaging.tables import OUTBOX

# The only page of the site whose style is inline: mail programs read nothing else.
MAIL_CSP = (
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox allow-top-navigation-by-user-activation"
)
View = Callable[..., HttpResponse]


def demo_only(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        return view(request, *args, **kwargs)

    return require_safe(never_cache(guarded))


@demo_only
def outbox(request: HttpRequest) -> HttpResponse:
    """Every message, the latest first."""
    messages = OutboundMessage.objects.defer("text", "html")
    return render(request, "messaging/outbox.html", {"list": OUTBOX.show(messages, request.GET)})


@demo_only
def outbox_message(request: HttpRequest, pk: int) -> HttpResponse:
    message = get_object_or_404(OutboundMessage, pk=pk)
    return render(request, "messaging/outbox_message.html", {"message": message})


@demo_only
def outbox_body(_request: HttpRequest, pk: int) -> HttpResponse:
    """The HTML version alone, for the sandboxed frame; its links open in the whole window."""
    message = get_object_or_404(OutboundMessage, pk=pk)
    body = message.html.replace("<head>", '<head><base target="_top">', 1)
    headers = {"Content-Security-Policy": MAIL_CSP, "X-Frame-Options": "SAMEORIGIN"}
    return HttpResponse(body, headers=headers)
