"""Issuing the receipt of a demande (accusé de réception électronique)."""

from django.db import transaction

from portal.demandes import receipt
from portal.demandes.models import Demande
from portal.media import intake
from portal.media.kinds import Safe


def issue(demande_id: int) -> None:
    """Draw the receipt and keep it with the demande, once; not an event of its life, no entry.

    Drawn outside the transaction: it takes a second, during which the demande stays free.
    """
    demande = Demande.objects.with_service().get(pk=demande_id)
    if demande.receipt_id:
        return
    drawn = receipt.draw(demande)
    with transaction.atomic():
        locked = Demande.objects.select_for_update(of=("self",)).get(pk=demande_id)
        if locked.receipt_id is None:
            name = f"accuse-de-reception-{locked.reference}.pdf"
            locked.receipt = intake.keep(Safe(drawn, name, "application/pdf"))
            locked.save(update_fields=["receipt"])
