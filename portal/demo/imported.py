"""Invoices of the canteen's software, brought in by the importer itself."""

from io import BytesIO
from pathlib import Path

import payments.importing
from payments.importing import checking, issuing
from payments.models import ImportState, Invoice, InvoiceImport, Regie, Source

FILE = Path(payments.importing.__path__[0]) / "sample.csv"  # what treasurers may download


def bring() -> None:
    """Import the sample in the canteen's régie, else in the first one; nothing without a régie."""
    regies = Regie.objects.select_related("organisation").order_by("pk")
    if (regie := regies.filter(code="CANT").first() or regies.first()) is None:
        return
    owner = InvoiceImport.objects.create(regie=regie, file_name="factures-novembre.csv")
    checking.check(owner, BytesIO(FILE.read_bytes()))
    InvoiceImport.objects.filter(pk=owner.pk).update(state=ImportState.ISSUING)
    issuing.issue(owner)


def shown() -> Invoice | None:
    """The one that visitors are invited to pay with its letter's number and code."""
    invoices = Invoice.objects.payable().filter(source=Source.IMPORT, paid=0)
    return invoices.order_by("pk").first()
