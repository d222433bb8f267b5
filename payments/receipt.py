"""The receipt of a payment: what the person keeps to prove it, online or at the counter alike."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.template.loader import render_to_string

from payments.models import Invoice, InvoiceLine, Payment, PaymentShare
from payments.splitting import rate_words, vat_within
from portal.text.dates import full_date, time_of_day
from portal.text.money import display
from portal.ui import pdf


class Vat(NamedTuple):
    """A rate, as it is read, and what it makes of the invoices: in minor units, VAT included."""

    rate: str
    included: int
    tax: int

    @property
    def without(self) -> int:
        return self.included - self.tax


def draw(payment: Payment) -> bytes:
    """The receipt as a PDF."""
    page = render_to_string("payments/receipt.html", context(payment))
    return pdf.draw(page, render_to_string("payments/receipt.css"))


def context(payment: Payment) -> dict[str, Any]:
    """What the receipt says."""
    regie, settled_at = payment.regie, payment.settled_at or payment.started_at
    at = settled_at.astimezone(regie.time_zone)
    shares = list(
        payment.shares.select_related("invoice").prefetch_related("invoice__lines").order_by("pk")
    )
    invoices = [share.invoice for share in shares]
    return {
        "payment": payment,
        "regie": regie,
        "organisation": regie.organisation,
        "payers": sorted({invoice.payer_name for invoice in invoices}),
        "shares": [_share(share) for share in shares],
        "paid_on": full_date(at.date()),
        "paid_time": time_of_day(at.time()),
        "vat": [_shown(row, payment.currency) for row in vat_of(invoices)],
        "received": display(payment.received, payment.currency),
        "surplus": display(payment.surplus, payment.currency) if payment.surplus else "",
    }


def vat_of(invoices: Iterable[Invoice]) -> list[Vat]:
    """What each rate makes of these invoices; nothing when none of them bears any."""
    sums: dict[int, int] = defaultdict(int)
    for invoice in invoices:
        for line in invoice.lines.all():
            sums[line.vat_rate] += line.amount
    rows = [
        Vat(rate_words(rate), sum_, vat_within(sum_, rate)) for rate, sum_ in sorted(sums.items())
    ]
    return rows if any(sums.keys()) else []


def _share(share: PaymentShare) -> dict[str, Any]:
    invoice = share.invoice
    left = invoice.total - invoice.paid
    return {
        "number": invoice.number,
        "subject": invoice.subject,
        "lines": [_line(line, invoice.currency) for line in invoice.lines.all()],
        "total": display(invoice.total, invoice.currency),
        "applied": display(share.applied, invoice.currency),
        "left": display(left, invoice.currency) if left else "",
    }


def _line(line: InvoiceLine, currency: str) -> dict[str, str]:
    return {
        "label": line.label,
        "quantity": line.quantity_read,
        "unit_price": display(line.unit_price, currency),
        "amount": display(line.amount, currency),
    }


def _shown(row: Vat, currency: str) -> dict[str, str]:
    sums = {"without": row.without, "tax": row.tax, "included": row.included}
    return {"rate": row.rate} | {name: display(sum_, currency) for name, sum_ in sums.items()}
