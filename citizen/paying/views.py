"""What the resident sees of a payment."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from payments.models import Payment
from portal.accounts import access


@access.secret_link
@require_safe
def back(request: HttpRequest, key: UUID) -> HttpResponse:
    """Where the provider's page leads back to: it proves nothing, and only shows what is known."""
    payment = get_object_or_404(Payment.objects.select_related("regie"), key=key)
    return render(request, "citizen/paying/back.html", {"payment": payment})
