"""What the pages of an invoice and of a payment show, in a fixed number of queries."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from django.urls import reverse

from payments.models import Invoice, InvoiceState, Payment, PaymentShare, PaymentState, Provider
from payments.workflow.paying import out_of_bounds
from portal.directory.contact import contact_at
from portal.text.dates import full_date
from portal.text.money import display

MOST_SHOWN = 24  # other invoices of the same payer
TONES = {
    InvoiceState.ISSUED: "warn",
    InvoiceState.PARTLY_PAID: "warn",
    InvoiceState.PAID: "good",
}
LABELS = {InvoiceState.TRANSFERRED: "Transmise au Trésor public"}  # as its reminders say
WHO_TAKES_CARDS = {
    Provider.PAYFIP: "PayFiP, le service de paiement des Finances publiques",
    Provider.STRIPE: "Stripe, un prestataire de paiement",
    Provider.DEMO: "une banque de démonstration, où aucun argent ne bouge",
}


class Receipt(NamedTuple):
    """A payment of an invoice; `key` when this browser may have its receipt."""

    paid_on: str
    means: str
    amount: str
    key: UUID | None


def of_invoice(invoice: Invoice, siblings: Sequence[Invoice]) -> dict[str, Any]:
    """The invoice's page; `siblings` are the invoices of its régie that this browser has opened."""
    history = list(Invoice.objects.of_same_payer(invoice)[:MOST_SHOWN])
    together = [each for each in siblings if each.is_payable]
    state = InvoiceState(invoice.state)
    return {
        "invoice": invoice,
        "state": (LABELS.get(state, state.label), TONES.get(state, "off")),
        "answers": [{"label": label, "value": value, "url": ""} for label, value in _said(invoice)],
        "lines": list(invoice.lines.all()),
        "receipts": _receipts(invoice, siblings),
        "history": history,
        "to_add": any(each.is_payable for each in history if each not in siblings),
        "together": together if len(together) > 1 else [],
        "together_due": _sum(together),
        "out_of_bounds": out_of_bounds(invoice.regie, invoice.due),
        **of_regie(invoice),
    }


def of_regie(invoice: Invoice) -> dict[str, Any]:
    """Who is paid, by which provider, and how to reach them."""
    regie = invoice.regie
    return {
        "regie": regie,
        "who": regie.organisation,
        "online": regie.takes_online,
        "provider": WHO_TAKES_CARDS.get(Provider(regie.provider), ""),
        "contact": contact_at(regie.organisation),
    }


def of_basket(payable: Sequence[Invoice], others: Iterable[Invoice]) -> dict[str, Any]:
    """The basket of a régie; `others` are open here too, but paid to somebody else."""
    elsewhere = {invoice.regie: invoice for invoice in others if invoice.is_payable}
    return {
        "payable": payable,
        "total": _sum(payable),
        "amounts_json": json.dumps({invoice.number: invoice.due for invoice in payable}),
        "currency": payable[0].currency,
        "elsewhere": list(elsewhere),
        **of_regie(payable[0]),
    }


def of_payment(payment: Payment, opened: Iterable[Invoice]) -> dict[str, Any]:
    """What became of a payment: it names no person."""
    shares = list(payment.shares.select_related("invoice__demande").order_by("pk"))
    sums = [
        {
            "label": f"{share.invoice.subject}, {share.invoice.number}",
            "value": display(_part(payment, share), payment.currency),
            "url": "",
        }
        for share in shares
    ]
    return {
        "payment": payment,
        "sums": sums,
        "amount": display(payment.received or payment.amount, payment.currency),
        "surplus": display(payment.surplus, payment.currency) if payment.surplus else "",
        "again": _again(payment, [share.invoice for share in shares], opened),
        "demande": next((s.invoice.demande for s in shares if s.invoice.demande), None),
        "contact": contact_at(payment.regie.organisation),
    }


def _part(payment: Payment, share: PaymentShare) -> int:
    return share.applied if payment.state == PaymentState.CONFIRMED else share.asked


def _again(payment: Payment, invoices: list[Invoice], opened: Iterable[Invoice]) -> str:
    """Where to pay the same invoices again; elsewhere than in this browser, the code is asked."""
    if not {invoice.pk for invoice in invoices} <= {invoice.pk for invoice in opened}:
        return f"{reverse('pay')}?numero={payment.reference}"
    if len(invoices) > 1:
        return reverse("basket", args=[payment.regie.code])
    return reverse("invoice", args=[invoices[0].number])


def _said(invoice: Invoice) -> list[tuple[str, str]]:
    regie, currency = invoice.regie, invoice.currency
    partly = invoice.paid and invoice.is_payable
    rows = [
        ("À payer à", f"{regie.name}, {regie.organisation.name}"),
        ("Au nom de", invoice.payer_name),
        ("Émise le", full_date(invoice.issued_on)),
        ("À payer avant le", full_date(invoice.due_on) if invoice.due_on else ""),
        ("Montant", display(invoice.total, currency)),
        ("Déjà payé", display(invoice.paid, currency) if partly else ""),
        ("Reste à payer", display(invoice.due, currency) if partly else ""),
        ("Remboursé", display(invoice.refunded, currency) if invoice.refunded else ""),
    ]
    return [(label, value) for label, value in rows if value]


def _receipts(invoice: Invoice, siblings: Sequence[Invoice]) -> list[Receipt]:
    """A basket's receipt names all its invoices: only who may see them all may have it."""
    paid = Payment.objects.confirmed().filter(shares__invoice=invoice, shares__applied__gt=0)
    payments = paid.select_related("regie__organisation").prefetch_related("shares__invoice")
    return [_receipt(payment, invoice, siblings) for payment in payments.order_by("settled_at")]


def _receipt(payment: Payment, invoice: Invoice, siblings: Sequence[Invoice]) -> Receipt:
    known = {each.pk for each in siblings}
    shares = list(payment.shares.all())
    whole = all(share.invoice_id in known or _same(share.invoice, invoice) for share in shares)
    applied = sum(share.applied for share in shares if share.invoice_id == invoice.pk)
    return Receipt(
        full_date(payment.day) if payment.day else "",
        payment.get_means_display(),
        display(applied, payment.currency),
        payment.key if whole else None,
    )


def _same(one: Invoice, other: Invoice) -> bool:
    return bool(one.payer_reference) and one.payer_reference == other.payer_reference


def _sum(invoices: Sequence[Invoice]) -> str:
    if not invoices:
        return ""
    return display(sum(invoice.due for invoice in invoices), invoices[0].currency)
