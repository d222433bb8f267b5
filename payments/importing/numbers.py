"""Files for the business software: numbers and codes to print on letters, and errors."""

import csv
from collections.abc import Iterable, Iterator
from typing import Final

from payments.models import Consultation, Invoice, InvoiceImport, Outcome
from payments.rights import Act
from payments.workflow.refusals import require
from portal.accounts.models import User
from portal.demandes.references import display_code
from portal.spreadsheets.formulas import neutralise
from portal.text import money

HEADER: Final = ("external_id", "number", "code", "amount", "payer_reference")
FAULTS: Final = ("Ligne", "Identifiant", "Colonne", "Erreur")
BATCH: Final = 1_000


def take_numbers(*, owner: InvoiceImport, agent: User) -> Iterator[str]:
    """The CSV of those that the file holds and that are issued, line by line; who took it is kept.

    Raises NotAllowed.
    """
    require(agent, Act.IMPORT, owner.regie)
    Consultation.objects.create(
        regie=owner.regie, agent=agent, what=f"numéros et codes de l’import {owner.pk}"
    )
    return _csv(HEADER, _numbers(owner))


def faults_of(owner: InvoiceImport) -> Iterator[str]:
    """Every error of the file as CSV, line by line."""
    rows = owner.faults.order_by("row", "pk")
    found = rows.values_list("row", "external_id", "column", "sentence")
    return _csv(FAULTS, found.iterator(chunk_size=BATCH))


def _numbers(owner: InvoiceImport) -> Iterator[tuple[str, ...]]:
    kept = owner.staged.exclude(outcome=Outcome.REFUSED).exclude(external_id="")
    invoices = Invoice.objects.filter(
        regie=owner.regie, external_id__in=kept.values("external_id")
    ).order_by("pk")
    for invoice in invoices.iterator(chunk_size=BATCH):
        code = display_code(invoice.access_code).replace("\u00a0", " ")
        amount = "".join(money.written(invoice.total, invoice.currency).split())
        yield invoice.external_id, invoice.number, code, amount, invoice.payer_reference


class _Echo:
    """What csv.writer writes to: each line comes back from `writerow`."""

    def write(self, line: str) -> str:
        return line


def _csv(header: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> Iterator[str]:
    """Semicolons and a byte order mark: what a French spreadsheet opens without being told."""
    writer = csv.writer(_Echo(), delimiter=";", quoting=csv.QUOTE_ALL)
    yield "\ufeff" + writer.writerow(header)
    for row in rows:
        yield writer.writerow([neutralise(str(cell)) for cell in row])
