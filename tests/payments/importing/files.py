"""Files of invoices for tests, and the import of one from end to end, without a worker.

owner = checked(regie, csv_of([A_ROW]))            # the dry run
owner = imported(regie, csv_of([A_ROW]))           # and the issue
sentences(owner)                                   # (row, column, sentence) of each fault
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

from payments.importing import checking, issuing
from payments.importing.columns import COLUMNS
from payments.models import ImportState, InvoiceImport, Regie

NAMES = [column.name for column in COLUMNS]
A_ROW: dict[str, str] = {
    "external_id": "CANT-1",
    "payer_name": "Awa Delattre",
    "payer_email": "awa.delattre@courriel.example",
    "payer_address": "3 rue des Lilas, 62300 Lens",
    "payer_reference": "FAM-12",
    "subject": "Cantine de novembre",
    "due_on": "31/12/2026",
    "label": "Repas",
    "quantity": "12",
    "unit_price": "3,85",
    "vat_rate": "5,5",
    "revenue_code": "7067",
}


def csv_of(rows: Iterable[Mapping[str, str]], *, delimiter: str = ";") -> bytes:
    out = io.StringIO(newline="")
    writer = csv.DictWriter(out, NAMES, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def xlsx_of(rows: Iterable[Iterable[Any]]) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415 (weight)

    book, out = Workbook(), io.BytesIO()
    for row in [NAMES, *rows]:
        book.worksheets[0].append(list(row))
    book.save(out)
    return out.getvalue()


def json_of(*invoices: Any) -> bytes:
    return json.dumps(invoices).encode()


def an_object(**fields: Any) -> dict[str, Any]:
    """The same invoice as A_ROW."""
    line = {"label": "Repas", "quantity": 12, "unit_price": 385, "revenue_code": "7067"}
    head = {name: A_ROW[name] for name in NAMES[:7]}
    return {**head, "lines": [{**line, "vat_rate": "5.5"}], **fields}


def checked(regie: Regie, content: bytes, name: str = "factures.csv") -> InvoiceImport:
    owner = InvoiceImport.objects.create(regie=regie, file_name=name)
    checking.check(owner, io.BytesIO(content))
    return owner


def issue(owner: InvoiceImport) -> InvoiceImport:
    InvoiceImport.objects.filter(pk=owner.pk).update(state=ImportState.ISSUING)
    issuing.issue(owner)
    return owner


def imported(regie: Regie, content: bytes, name: str = "factures.csv") -> InvoiceImport:
    return issue(checked(regie, content, name))


def sentences(owner: InvoiceImport) -> list[tuple[int, str, str]]:
    rows = owner.faults.order_by("row", "pk")
    return list(rows.values_list("row", "column", "sentence"))
