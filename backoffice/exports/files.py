"""Lines into a file on the disk, one after the other: a long one takes no more memory."""

import csv
import io
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import IO, Any, Final

from backoffice.exports.columns import Cell
from backoffice.exports.models import Kind
from portal.spreadsheets.formulas import looks_like_formula, neutralise

TYPES: Final = {
    Kind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    Kind.CSV: "text/csv; charset=utf-8",
}
LONGEST_CELL: Final = 32_000  # characters; a spreadsheet holds 32,767
# What XML can't hold.
_UNREADABLE: Final = dict.fromkeys(
    {*range(32), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF} - {9, 10, 13}
)


def write(
    kind: str,
    header: list[str],
    lines: Iterable[list[Cell]],
    out: IO[bytes],
    *,
    title: str = "Demandes",
) -> None:
    """`title`: of the workbook's sheet."""
    if kind == Kind.XLSX:
        _to_xlsx(header, lines, out, title)
    else:
        _to_csv(header, lines, out)


def _to_csv(header: list[str], lines: Iterable[list[Cell]], out: IO[bytes]) -> None:
    """Semicolons and a byte order mark: what a French Excel opens without being told.

    Every cell in quotes: to who splits at commas too, none of them must begin another one.
    """
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="")
    writer = csv.writer(text, delimiter=";", quoting=csv.QUOTE_ALL)
    writer.writerow(map(neutralise, header))
    for line in lines:
        writer.writerow(map(_safe, line))
    text.flush()
    text.detach()


def _safe(cell: Cell) -> str:
    """Text made harmless; a sum as it is, with its sign and a comma."""
    if isinstance(cell, Decimal):
        return f"{cell:f}".replace(".", ",")
    return neutralise(_plain(cell))


def _plain(cell: str | date | None) -> str:
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    return (cell or "")[:LONGEST_CELL].translate(_UNREADABLE)


def _to_xlsx(header: list[str], lines: Iterable[list[Cell]], out: IO[bytes], title: str) -> None:
    from openpyxl import Workbook  # noqa: PLC0415 (weight)

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "B2"
    sheet.append([_typed(sheet, label) for label in header])
    for line in lines:
        sheet.append([_typed(sheet, cell) for cell in line])
    book.save(out)


def _typed(sheet: Any, cell: Cell) -> Any:
    """A date as a date, a sum as a number; text as it is, and as text whatever it begins with."""
    if cell is None or isinstance(cell, date | Decimal):
        return cell
    text = _plain(cell)
    if not looks_like_formula(text):
        return text
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 (weight)

    made = WriteOnlyCell(sheet, text)
    made.data_type = "s"
    made.quotePrefix = True  # stays text when somebody edits it
    return made
