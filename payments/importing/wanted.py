"""What an invoice of a file would be, or what is wrong with it."""

import re
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from payments.importing.columns import COLUMNS, HEAD, ID, LABELS, OF_LINE, Column
from payments.importing.rows import MOST_LINES, Raw, Row
from payments.importing.values import plain
from payments.models import ImportFault, Invoice
from payments.workflow.issuing import Line
from portal.spreadsheets.kinds import tidy
from portal.spreadsheets.sheets import Broken
from portal.spreadsheets.workbooks import FORMULA
from portal.text import money

UNREADABLE: Final = "Cette case contient un caractère illisible\u00a0: retapez-la."
EMPTY: Final = "Remplissez cette case."
NOTHING_OWED: Final = "Le montant de la facture doit être supérieur à zéro."
TOO_MUCH: Final = "Le montant de la facture est trop grand\u00a0: vérifiez prix et quantités."
TOO_MANY: Final = f"Plus de {MOST_LINES} lignes\u00a0: partagez la facture en deux."
OTHERWISE: Final = (
    "Cette case dit autre chose qu’à la première ligne de la facture (ligne {})\u00a0: "
    "mettez la même valeur ou videz-la."
)
MOST_FAULTS: Final = 20  # told of one invoice
_UNWRITABLE = re.compile("[\x00-\x1f\ud800-\udfff]")
_HALF = re.compile("[\ud800-\udfff]")  # of a character: no database keeps it
COMPARED: Final = ("payer_name", "payer_reference", "subject", "due_on", "lines")
LABEL: Final = LABELS | {"lines": "lignes"}
_KNOWN: Final = {column.name for column in COLUMNS}
Payload = dict[str, Any]


@dataclass
class Wanted:
    """`payload` is whole when there is no fault; `known`, when it is issued already."""

    row: int
    external_id: str = ""
    payload: Payload = field(default_factory=dict)
    total: int = 0
    known: bool = False
    faults: list[ImportFault] = field(default_factory=list)

    def blame(self, row: int, column: str, sentence: str) -> None:
        if len(self.faults) < MOST_FAULTS:
            column, sentence = _UNWRITABLE.sub("", column)[:60], sentence[:300]
            self.faults.append(
                ImportFault(row=row, external_id=self.external_id, column=column, sentence=sentence)
            )

    def refuse(self, sentence: str) -> None:
        self.blame(self.row, LABELS[ID], sentence)


def wanted_of(raw: Raw, currency: str) -> Wanted:
    """Read every cell, so that all faults of an invoice are told at once."""
    first = raw.rows[0]
    wanted = Wanted(first.number)
    head = _read(wanted, first, HEAD, currency)
    wanted.external_id = str(head.pop(ID, "") or "")
    for fault in wanted.faults:
        fault.external_id = wanted.external_id
    if len(raw.rows) > MOST_LINES:
        wanted.refuse(TOO_MANY)
        return wanted
    lines = [_line(wanted, row, first, currency) for row in raw.rows]
    if not wanted.faults:
        wanted.payload = {**head, "lines": lines}
        _add_up(wanted)
    return wanted


def lines_of(payload: Payload) -> list[Line]:
    return [
        Line(label, price, code, Decimal(quantity), rate)
        for label, quantity, price, rate, code in payload["lines"]
    ]


def due_on(payload: Payload) -> date | None:
    return date.fromisoformat(payload["due_on"]) if payload["due_on"] else None


def differences(payload: Payload, invoice: Invoice) -> list[str]:
    """What the file says otherwise than the invoice issued; where it is sent to may change."""
    issued: Payload = {
        "payer_name": invoice.payer_name,
        "payer_reference": invoice.payer_reference,
        "subject": invoice.subject,
        "due_on": invoice.due_on.isoformat() if invoice.due_on else None,
        "lines": [
            [line.label, plain(line.quantity), line.unit_price, line.vat_rate, line.revenue_code]
            for line in sorted(invoice.lines.all(), key=lambda line: line.rank)
        ],
    }
    return [LABEL[name].lower() for name in COMPARED if issued[name] != payload[name]]


def _line(wanted: Wanted, row: Row, first: Row, currency: str) -> list[Any]:
    if row is not first:
        for column in HEAD:
            cell, said = row.cells.get(column.name, ""), first.cells.get(column.name, "")
            if cell not in ("", said):
                wanted.blame(row.number, column.label, OTHERWISE.format(first.number))
    for name, cell in row.cells.items():
        if name not in _KNOWN and isinstance(cell, Broken):
            wanted.blame(row.number, name, cell.sentence)
    return list(_read(wanted, row, OF_LINE, currency).values())


def _read(wanted: Wanted, row: Row, columns: tuple[Column, ...], currency: str) -> dict[str, Any]:
    """The values by column; a fault for each that can't be read."""
    found: dict[str, Any] = {}
    for column in columns:
        try:
            found[column.name] = _value(row, column, currency)
        except ValueError as error:
            wanted.blame(row.number, column.label, str(error))
    return found


def _value(row: Row, column: Column, currency: str) -> object:
    cell = row.cells.get(column.name, "")
    if isinstance(cell, Broken):
        raise ValueError(cell.sentence)
    typed = cell.strip() if cell.isprintable() else _visible(cell)
    if typed.startswith("="):
        raise ValueError(FORMULA)
    if column.required and not typed:
        raise ValueError(EMPTY)
    return column.read(typed, currency)


def _visible(cell: str) -> str:
    typed = tidy(cell)
    if typed != cell.replace("\r\n", "\n").replace("\r", "\n").strip() or _HALF.search(cell):
        raise ValueError(UNREADABLE)
    return typed


def _add_up(wanted: Wanted) -> None:
    wanted.total = sum(line.amount for line in lines_of(wanted.payload))
    if not 0 < wanted.total <= money.LARGEST:
        wanted.refuse(NOTHING_OWED if wanted.total <= 0 else TOO_MUCH)
        wanted.payload, wanted.total = {}, 0
