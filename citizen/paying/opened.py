"""The invoices that this browser may see and pay: tokens kept in the session."""

from collections.abc import Iterable

from django.http import HttpRequest

from payments import links
from payments.models import Invoice
from payments.workflow.paying import MOST_INVOICES

KEY = "invoices"


def open_for(request: HttpRequest, invoices: Iterable[Invoice]) -> None:
    """Open them here, until their code changes or the session ends; the oldest go first."""
    new = [links.token_of(invoice) for invoice in invoices][:MOST_INVOICES]
    others = [token for token in request.session.get(KEY, []) if token not in new]
    request.session[KEY] = [*others, *new][-MOST_INVOICES:]


def opened(request: HttpRequest) -> list[Invoice]:
    """All that are open here, in the order in which they came; one query."""
    tokens = request.session.get(KEY, [])
    return links.invoices_of(tokens) if tokens else []


def forget(request: HttpRequest) -> None:
    request.session.pop(KEY, None)
