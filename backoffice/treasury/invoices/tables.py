"""Invoices, as agents list them."""

from datetime import date

from django.urls import reverse
from django.utils.safestring import SafeString

from payments.models import Invoice, InvoiceState, Regie
from portal.text import money
from portal.ui import atoms
from portal.ui.lists import Column, Listing

TONES = {
    InvoiceState.PAID: "good",
    InvoiceState.PARTLY_PAID: "warn",
    InvoiceState.CANCELLED: "off",
    InvoiceState.REFUNDED: "off",
    InvoiceState.TRANSFERRED: "off",
}


def standing(invoice: Invoice, today: date) -> SafeString:
    """Its state; overdue says so."""
    if invoice.is_payable and invoice.due_on and invoice.due_on < today:
        return atoms.state("En retard", "bad")
    return atoms.state(invoice.get_state_display(), TONES.get(InvoiceState(invoice.state), ""))


def listing(regie: Regie, today: date) -> Listing:
    def opened(invoice: Invoice) -> SafeString:
        url = reverse("regie_invoice", args=[regie.code, invoice.number])
        return atoms.title(url, invoice.payer_name, invoice.subject)

    return Listing(
        caption="Factures, de la plus récente à la plus ancienne",
        columns=(
            Column("Payeur", opened),
            Column("Numéro", lambda each: atoms.reference(each.number)),
            Column("Montant", lambda each: money.display(each.total, each.currency), css="number"),
            Column("Reste dû", lambda each: money.display(each.due, each.currency), css="number"),
            Column("État", lambda each: standing(each, today)),
            Column("Émise le", lambda each: atoms.when(each.issued_on, "short"), css="wide"),
            Column("Échéance", lambda each: atoms.when(each.due_on, "short"), css="wide"),
        ),
        order=("-issued_at", "-pk"),
        empty="Aucune facture ne correspond",
    )
