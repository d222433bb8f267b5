"""Issuing the receipt of a demande (accusé de réception électronique)."""

from django.db import transaction

from portal.demandes import receipt
from portal.demandes.journal import was_filed
from portal.demandes.models import Demande
from portal.media import intake
from portal.media.kinds import Safe


def issue(demande_id: int) -> None:
    """Draw the receipt and keep it with the demande, once; not an event of its life, no entry.

    Drawn outside the transaction: it takes a second, during which the demande stays free. If it
    is requalified in that second, what was drawn is of no use: its new receipt is drawn instead.
    """
    demandes = Demande.objects.with_service()
    while (demande := demandes.get(pk=demande_id)).receipt_id is None and was_filed(demande_id):
        _keep(demande, receipt.draw(demande))


@transaction.atomic
def _keep(demande: Demande, drawn: bytes) -> None:
    """Keep what was drawn, unless a receipt is there or the demande was requalified meanwhile."""
    locked = Demande.objects.select_for_update(of=("self",)).get(pk=demande.pk)
    if locked.receipt_id is None and _filed_as(locked) == _filed_as(demande):
        name = f"accuse-de-reception-{locked.reference}.pdf"
        locked.receipt = intake.keep(Safe(drawn, name, "application/pdf"), ours=True)
        locked.save(update_fields=["receipt"])


def _filed_as(demande: Demande) -> tuple[object, ...]:
    return demande.procedure_id, demande.form_version_id, demande.answers
