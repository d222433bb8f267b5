"""What an import reads, written: the same columns, a header in French, a sheet that explains."""

import csv
import io
from collections.abc import Iterable
from typing import Any

from portal.spreadsheets.formulas import looks_like_formula, neutralise
from portal.spreadsheets.subjects import Cells, Subject

GUIDE = "Mode d’emploi"
GUIDE_HEADERS = ("Colonne", "À remplir", "Ce qu’on y met")
WIDTHS = (30, 14, 110)
AS_TEXT = "@"  # or a spreadsheet drops the first zero of 01004
ESCAPED_TEXT = "'"


def to_csv(subject: Subject, rows: Iterable[Cells]) -> bytes:
    """Semicolons and a byte order mark: what a French Excel opens without being told."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    writer.writerow(column.label for column in subject.columns)
    for cells in rows:
        writer.writerow(neutralise(cells[column.name]) for column in subject.columns)
    return out.getvalue().encode("utf-8-sig")


def to_xlsx(subject: Subject, rows: Iterable[Cells]) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415 (weight)

    book = Workbook(write_only=True)
    sheet = book.create_sheet(subject.title)
    _lay_out(sheet, [_width(column.label) for column in subject.columns], AS_TEXT)
    sheet.append([_cell(sheet, column.label, bold=True) for column in subject.columns])
    for cells in rows:
        sheet.append([_cell(sheet, cells[column.name]) for column in subject.columns])
    _explain(book.create_sheet(GUIDE), subject)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def guide(subject: Subject) -> list[tuple[str, str, str]]:
    """Each column: its header, whether it must be filled, what it holds."""
    return [
        (
            column.label,
            "oui" if column.required else "",
            " ".join(
                filter(
                    None,
                    (
                        column.help,
                        column.kind.hint,
                        f"Vide : {column.default}." if column.default else "",
                    ),
                )
            ),
        )
        for column in subject.columns
    ]


def _explain(sheet: Any, subject: Subject) -> None:
    _lay_out(sheet, WIDTHS)
    sheet.append([_cell(sheet, header, bold=True) for header in GUIDE_HEADERS])
    for line in guide(subject):
        sheet.append([_cell(sheet, text) for text in line])
    for note in subject.notes:
        sheet.append([_cell(sheet, ""), _cell(sheet, ""), _cell(sheet, note)])


def _lay_out(sheet: Any, widths: Iterable[int], number_format: str = "") -> None:
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 (weight)

    sheet.freeze_panes = "B2"
    for number, width in enumerate(widths, 1):
        dimension = sheet.column_dimensions[get_column_letter(number)]
        dimension.width = width
        if number_format:  # for the rows that will be added
            dimension.number_format = number_format


def _cell(sheet: Any, text: str, *, bold: bool = False) -> Any:
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415 (weight)
    from openpyxl.styles import Font  # noqa: PLC0415 (weight)

    # An apostrophe that is part of the text isn't the one that protects it.
    written = neutralise(text) if text.startswith(ESCAPED_TEXT) else text
    cell = WriteOnlyCell(sheet, written)
    cell.data_type = "s"
    cell.number_format = AS_TEXT
    if looks_like_formula(written):
        cell.quotePrefix = True  # stays text when somebody edits it
    if bold:
        cell.font = Font(bold=True)
    return cell


def _width(label: str) -> int:
    return max(14, min(len(label) + 4, 40))
