"""The page of an invoice, opened by the link of its e-mail."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django.db import connection
from django.urls import reverse

from payments.links import pay_link
from payments.models import Invoice
from tests.bench.figures import Figure
from tests.bench.measures import expect, public_page
from tests.visitor import Visitor
from tests.web_process import WebProcess


def figures(web: WebProcess) -> Iterator[Figure]:
    """One that is paid: what it says of its payment is there too."""
    paid = Invoice.objects.filter(state="paid").select_related("regie__organisation__site")
    invoice = paid.order_by("pk")[0]
    payer, address = Visitor(web.port), urlsplit(pay_link(invoice)).path
    connection.close()
    expect(payer.get(address), 302)
    yield from public_page(web, "invoice page", reverse("invoice", args=[invoice.number]), payer)
