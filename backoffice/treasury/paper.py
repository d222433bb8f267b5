"""What the counter prints: a notice to pay, a deposit slip, the record of a handover (PDF/UA)."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.template.loader import render_to_string

from payments.models import Deposit, Handover, Invoice, Means, Regie
from portal.demandes.references import display_code
from portal.directory.contact import contact_at
from portal.directory.sites import absolute
from portal.text.dates import full_date
from portal.ui import pdf


def notice(invoice: Invoice) -> bytes:
    """What a payer takes away: how much, until when, and how to pay."""
    organisation = invoice.regie.organisation
    words = {
        "invoice": invoice,
        "lines": invoice.lines.all(),
        "code": display_code(invoice.access_code),
        "due_on": full_date(invoice.due_on) if invoice.due_on else "",
        "issued_on": full_date(invoice.issued_on),
        "site": absolute(organisation, "pay") if invoice.regie.takes_online else "",
        "contact": contact_at(organisation),
    }
    return _draw("backoffice/treasury/paper/notice.html", invoice.regie, words)


def slip(deposit: Deposit) -> bytes:
    """The slip of a deposit; cheques and CESU one by one."""
    payments = list(deposit.payments.order_by("settled_at", "pk"))
    rest = deposit.amount - sum(payment.received for payment in payments)
    words = {
        "deposit": deposit,
        "payments": payments,
        "rest": rest if payments else 0,
        "is_cash": deposit.means == Means.CASH,
        "day": full_date(deposit.day),
    }
    return _draw("backoffice/treasury/paper/slip.html", deposit.regie, words)


def record(handover: Handover) -> bytes:
    """The record that both treasurers sign."""
    at = handover.at.astimezone(handover.regie.time_zone)
    return _draw(
        "backoffice/treasury/paper/record.html",
        handover.regie,
        {"handover": handover, "day": full_date(at.date())},
    )


def answer(drawn: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return HttpResponse(drawn, content_type="application/pdf", headers=headers)


def _draw(template: str, regie: Regie, words: Mapping[str, Any]) -> bytes:
    context = {"regie": regie, "organisation": regie.organisation, **words}
    drawn = render_to_string(template, context)
    return pdf.draw(drawn, render_to_string("backoffice/treasury/paper/paper.css"))
