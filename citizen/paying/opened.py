"""The invoices that this browser may read and pay: their numbers kept in the session."""

from django.http import HttpRequest

from payments.models import Invoice

KEY = "invoices"
MOST = 30  # the oldest go first


def open_for(request: HttpRequest, invoice: Invoice) -> None:
    """Let this browser read and pay the invoice."""
    others = [number for number in request.session.get(KEY, []) if number != invoice.number]
    request.session[KEY] = [*others, invoice.number][-MOST:]


def is_open(request: HttpRequest, invoice: Invoice) -> bool:
    return invoice.number in request.session.get(KEY, [])
