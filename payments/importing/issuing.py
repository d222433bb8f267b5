"""The switch: staged invoices are issued, batch by batch, each batch whole or not at all.

A batch and the cursor that says so are one transaction: killed and run again, the work goes on
where it stood, under the numbers that come next.
"""

import logging
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from payments import books
from payments.importing import checking
from payments.importing.comparing import issued, objection
from payments.importing.wanted import Wanted, due_on, lines_of
from payments.models import (
    Entry,
    ImportState,
    Invoice,
    InvoiceImport,
    InvoiceLine,
    Outcome,
    Regie,
    Source,
    StagedInvoice,
)
from payments.rights import Act
from payments.workflow import issuing
from payments.workflow.refusals import require
from portal.demandes.references import new_code

logger = logging.getLogger(__name__)
BATCH: Final = 1_000


def issue(owner: InvoiceImport) -> None:
    """Issue all that is left. Raises NotAllowed when who asked has lost their mandate since."""
    while issue_batch(owner):
        pass
    owner.refresh_from_db()


@transaction.atomic
def issue_batch(owner: InvoiceImport) -> bool:
    """The next ones; False once there are none. Imports of one régie take turns."""
    regie = _locked(owner)
    held = InvoiceImport.objects.select_related("agent").get(pk=owner.pk)
    if held.state != ImportState.ISSUING:
        return False
    if held.agent:
        require(held.agent, Act.IMPORT, regie)
    left = held.staged.filter(outcome=Outcome.FRESH, rank__gt=held.cursor).order_by("rank")
    if not (batch := list(left[:BATCH])):
        _end(held)
        return False
    fresh = _still_fresh(held, regie, batch)
    _write(regie, fresh)
    held.cursor, held.issued = batch[-1].rank, held.issued + len(fresh)
    held.save(update_fields=["cursor", "issued"])
    return True


def _locked(owner: InvoiceImport) -> Regie:
    """Against other imports only: rows that point to the régie may still be written."""
    rows = Regie.objects.select_related("organisation")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=owner.regie_id)


def _still_fresh(
    owner: InvoiceImport, regie: Regie, batch: list[StagedInvoice]
) -> list[StagedInvoice]:
    """Without those that another import issued since the check."""
    there = issued(regie, [staged.external_id for staged in batch])
    for staged in batch:
        if invoice := there.get(staged.external_id):
            _found_issued(owner, staged, objection(staged.payload, invoice))
    return [staged for staged in batch if staged.external_id not in there]


def _found_issued(owner: InvoiceImport, staged: StagedInvoice, sentence: str) -> None:
    if sentence:
        wanted = Wanted(staged.row, staged.external_id)
        wanted.refuse(sentence)
        checking.keep(owner, wanted.faults)
    staged.outcome = Outcome.REFUSED if sentence else Outcome.SAME
    staged.payload, staged.total = {}, 0
    staged.save(update_fields=["outcome", "payload", "total"])


def _write(regie: Regie, batch: list[StagedInvoice]) -> None:
    now = timezone.now()
    numbers = issuing.next_numbers(regie, books.day_of(regie, now).year, len(batch))
    invoices = [
        _invoice(regie, number, staged, now) for number, staged in zip(numbers, batch, strict=True)
    ]
    Invoice.objects.bulk_create(invoices, batch_size=BATCH)
    InvoiceLine.objects.bulk_create(
        (
            line
            for invoice, staged in zip(invoices, batch, strict=True)
            for line in issuing.lines_of(invoice, lines_of(staged.payload))
        ),
        batch_size=BATCH,
    )
    Entry.objects.bulk_create((books.issued(each) for each in invoices), batch_size=BATCH)


def _invoice(regie: Regie, number: str, staged: StagedInvoice, now: datetime) -> Invoice:
    """What the software asked for, not yet written."""
    return Invoice(
        regie=regie,
        number=number,
        access_code=new_code(),
        source=Source.IMPORT,
        external_id=staged.external_id,
        subject=staged.payload["subject"],
        payer_name=staged.payload["payer_name"],
        payer_email=staged.payload["payer_email"],
        payer_address=staged.payload["payer_address"],
        payer_reference=staged.payload["payer_reference"],
        currency=regie.currency,
        total=staged.total,
        issued_at=now,
        issued_on=books.day_of(regie, now),
        due_on=due_on(staged.payload),
    )


def _end(owner: InvoiceImport) -> None:
    owner.done_at = timezone.now()
    owner.save(update_fields=["done_at"])
    checking.count(owner, ImportState.DONE)
    logger.info(
        "Import %s by agent=%s: regie=%s issued=%d same=%d refused=%d",
        *(owner.pk, owner.agent_id, owner.regie_id, owner.issued, owner.same, owner.refused),
    )
