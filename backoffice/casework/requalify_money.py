"""What changing a procedure does about money: nothing, since the person has seen no price."""

from typing import NamedTuple

from payments.models import Fee, Invoice
from payments.workflow import charging
from portal.demandes.models import Demande
from portal.procedures.models import Procedure


class Told(NamedTuple):
    """A notice: its title, and what there is to do."""

    title: str
    text: str


def told(demande: Demande, procedure: Procedure) -> list[Told]:
    """What the agent must know before the demande comes under this procedure."""
    fees = Fee.objects.select_related("regie").filter(procedure=procedure)
    invoices = Invoice.objects.of_fees().filter(demande=demande).select_related("regie")
    return [*map(_stays, invoices), *map(_is_paid_for, fees)]


def _stays(invoice: Invoice) -> Told:
    state = invoice.get_state_display().lower()
    return Told(
        f"La facture {invoice.number} ({state}) reste telle quelle.",
        "Changer la démarche n’y touche pas. Si elle n’est plus due, demandez à la régie "
        f"«\u00a0{invoice.regie.name}\u00a0» de l’annuler, ou de la rembourser.",
    )


def _is_paid_for(fee: Fee) -> Told:
    price = charging.price_range(fee)
    return Told(
        f"La nouvelle démarche est payante\u00a0: {price[:1].lower()}{price[1:]}.",
        "Aucune facture ne part\u00a0: la personne n’a pas vu ce prix. Dites-le-lui, puis demandez "
        f"la facture à la régie «\u00a0{fee.regie.name}\u00a0».",
    )
