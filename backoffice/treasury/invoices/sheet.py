"""All that the page of an invoice shows, in a fixed number of queries."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.urls import reverse

from payments.models import Entry, Invoice, InvoiceLine, Means, Payment, PaymentState, Regie
from payments.rights import Act
from payments.splitting import rate_words, vat_within
from portal.accounts.models import User
from portal.demandes.models import Demande
from portal.demandes.references import display_code

OTHERS = 10  # invoices of the same payer shown


@dataclass(frozen=True)
class Vat:
    """What is owed at one rate: VAT included, and the VAT in it (minor units)."""

    rate: str
    amount: int
    vat: int


def vat_by_rate(lines: list[InvoiceLine]) -> list[Vat]:
    """One row a rate, the VAT rounded to the nearest unit once for all its lines."""
    sums: dict[int, int] = {}
    for line in lines:
        sums[line.vat_rate] = sums.get(line.vat_rate, 0) + line.amount
    return [
        Vat(rate_words(rate), sums[rate], vat_within(sums[rate], rate)) for rate in sorted(sums)
    ]


def context(invoice: Invoice, regie: Regie, agent: User, acts: frozenset[Act]) -> dict[str, Any]:
    """`acts`: what the agent may do in the régie."""
    lines = list(invoice.lines.all())
    payments = Payment.objects.filter(shares__invoice=invoice).select_related("taken_by")
    payments = payments.annotate(part=F("shares__applied"))
    return {
        "invoice": invoice,
        "code": display_code(invoice.access_code),
        "lines": [(line, rate_words(line.vat_rate)) for line in lines],
        "vat": vat_by_rate(lines),
        "payments": [_shown(payment, regie, acts) for payment in payments],
        "refunds": invoice.refunds.order_by("pk"),
        "entries": Entry.objects.filter(invoice=invoice).order_by("pk"),
        "demande": _demande(invoice, agent),
        "others": list(Invoice.objects.of_same_payer(invoice)[:OTHERS]),
        "may_collect": Act.COLLECT in acts and invoice.is_payable,
        "may_close": Act.CANCEL in acts and invoice.is_payable,
    }


def _shown(payment: Payment, regie: Regie, acts: frozenset[Act]) -> dict[str, Any]:
    confirmed = payment.state == PaymentState.CONFIRMED
    taken = confirmed and payment.means != Means.ONLINE
    url = reverse("regie_undo", args=[regie.code, payment.pk])
    return {
        "row": payment,
        "receipt": reverse("payment_receipt", args=[payment.key]) if confirmed else "",
        "undo": url if taken and Act.UNDO in acts else "",
    }


def _demande(invoice: Invoice, agent: User) -> Demande | None:
    if invoice.demande_id is None:
        return None
    return Demande.objects.visible_to(agent).filter(pk=invoice.demande_id).first()
