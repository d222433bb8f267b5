"""Against what the régie already issued: the same invoice, or another one under its identifier."""

from collections.abc import Iterable

from payments.importing.wanted import Payload, differences
from payments.models import Invoice, Regie


def issued(regie: Regie, external_ids: Iterable[str]) -> dict[str, Invoice]:
    """Those already there, by identifier, with their lines: two queries however many."""
    known = {each for each in external_ids if each}
    found = Invoice.objects.filter(regie=regie, external_id__in=known).prefetch_related("lines")
    return {invoice.external_id: invoice for invoice in found}


def objection(payload: Payload, invoice: Invoice) -> str:
    """Why it can't be taken for the one issued; blank when it is the same."""
    if not (differing := differences(payload, invoice)):
        return ""
    return (
        f"Déjà émise sous le numéro {invoice.number}, différente ({', '.join(differing)})\u00a0: "
        "une facture émise ne change pas. Annulez-la, puis envoyez celle-ci sous un autre "
        "identifiant."
    )
