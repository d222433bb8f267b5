"""The address where providers tell us what happened."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from payments.gateways.base import BadNotification
from payments.gateways.registry import CLASSES
from payments.models import Regie
from payments.workflow import notified
from portal.accounts import access

LARGEST = 256 * 1024  # bytes; Stripe's largest event is far below


@csrf_exempt  # a provider's server has no page of ours: it proves itself otherwise
@access.secret_link
@require_POST
def notification(request: HttpRequest, provider: str, code: str) -> HttpResponse:
    """Store what a provider sent, answer, act later: 400 for what isn't the provider's."""
    regie = get_object_or_404(Regie.objects.select_related("organisation"), code=code)
    if provider not in CLASSES or not regie.keys_of(provider):
        return HttpResponse(status=404)
    try:
        if int(request.headers.get("Content-Length") or 0) > LARGEST:
            raise BadNotification("too large")
        body, headers = request.body, dict(request.headers)
        notified.receive(regie=regie, provider=provider, body=body, headers=headers)
    except (BadNotification, ValueError):
        return HttpResponse("Notification refusée.", status=400, content_type="text/plain")
    return HttpResponse(status=204)
