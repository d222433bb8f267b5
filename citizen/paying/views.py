"""What the resident sees of a payment."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from citizen.paying import opened
from payments.models import Invoice, Payment
from payments.workflow import paying
from payments.workflow.refusals import NotPossible
from portal.accounts import access


@access.secret_link
@require_safe
def back(request: HttpRequest, key: UUID) -> HttpResponse:
    """Where the provider's page leads back to: it proves nothing, and only shows what is known."""
    payment = get_object_or_404(Payment.objects.select_related("regie"), key=key)
    return render(request, "citizen/paying/back.html", {"payment": payment})


@access.secret_link
@require_http_methods(["GET", "HEAD", "POST"])
def invoice_page(request: HttpRequest, number: str) -> HttpResponse:
    """What is owed, for a browser that opened it; the POST leads to the provider's page."""
    invoice = get_object_or_404(Invoice.objects.select_related("regie"), number=number)
    if not opened.is_open(request, invoice):
        raise Http404
    if request.method == "POST":
        try:
            return redirect(paying.start(invoices=[invoice], email=invoice.payer_email).url)
        except NotPossible as refusal:
            messages.error(request, str(refusal))
            return redirect("invoice_page", number)
    return render(request, "citizen/paying/invoice.html", {"invoice": invoice})
