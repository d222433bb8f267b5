"""XLSX workbooks, read as a stream: nothing that they hold is run, opened elsewhere or guessed."""

import datetime
import re
from collections.abc import Iterator
from io import BytesIO
from typing import IO, Any
from zipfile import BadZipFile, ZipFile

from portal.spreadsheets.formulas import restore
from portal.spreadsheets.kinds import NO, YES
from portal.spreadsheets.sheets import (
    LONGEST_CELL,
    MOST_COLUMNS,
    Broken,
    Cell,
    Line,
    RefusedFile,
    Sheet,
    refuse,
    sheet_of,
)

MOST_UNPACKED = 50_000_000  # bytes: ten times what the largest sheet that we take needs
DAMAGED = "Ce classeur est abîmé ou n’est pas du XLSX : ouvrez-le et enregistrez-le de nouveau."
FORMULA = (
    "Cette cellule contient une formule : remplacez-la par sa valeur (copier, coller les valeurs)."
)
DATE = "Le tableur y a vu une date ou une heure : mettez la cellule au format Texte et retapez-la."
ERROR = "Cette cellule est en erreur ({}) : retapez sa valeur."
TOO_LONG = f"Ce texte dépasse {LONGEST_CELL} caractères : raccourcissez-le."
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^<>]*?ref="([A-Z0-9:]{3,30})"')


def read_xlsx(content: bytes, title: str) -> Sheet:
    """The sheet of that title, else the first one. Raises RefusedFile."""
    return sheet_of(lines_of(BytesIO(content), title))


def lines_of(file: IO[bytes], title: str, *, dates: bool = False) -> Iterator[Line]:
    """The same, line by line; with `dates`, a day that the spreadsheet knows is written as such."""
    try:
        with ZipFile(file) as archive:
            _check(archive)
        yield from _read(file, title, dates)
    except RefusedFile:
        raise
    except (BadZipFile, OSError, ValueError, KeyError, TypeError, SyntaxError) as error:
        # What openpyxl, the XML parser (ParseError is a SyntaxError) and defusedxml raise.
        raise refuse(DAMAGED) from error


def _read(file: IO[bytes], title: str, dates: bool) -> Iterator[Line]:
    from openpyxl import load_workbook  # noqa: PLC0415 (weight)

    book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
    try:
        if not book.worksheets:
            raise refuse(DAMAGED)
        sheet = next((each for each in book.worksheets if each.title == title), book.worksheets[0])
        sheet.reset_dimensions()  # what the file says of its size may be anything
        yield from _lines(sheet, dates)
    finally:
        book.close()


def _lines(sheet: Any, dates: bool) -> Iterator[Line]:
    for cells in sheet.iter_rows(max_col=MOST_COLUMNS + 1):
        if cells and len(cells) > MOST_COLUMNS and cells[-1].value is not None:
            raise refuse(f"Plus de {MOST_COLUMNS} colonnes : gardez celles du modèle.")
        yield [_cell(cell, dates) for cell in cells]


def _cell(cell: Any, dates: bool) -> Cell:
    value = cell.value
    if cell.data_type == "f":
        return Broken(FORMULA)
    if cell.data_type == "e":
        return Broken(ERROR.format(str(value)[:20]))
    if dates and isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
        return Broken(DATE)
    text = _text(value)
    return restore(text) if len(text) <= LONGEST_CELL else Broken(TOO_LONG)


def _text(value: Any) -> str:
    """As the spreadsheet shows it in French; a whole number without a decimal part."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else str(value).replace(".", ",")
    return str(value)


def _check(archive: ZipFile) -> None:
    """What openpyxl doesn't look at: how much it unpacks to, merged cells."""
    if sum(part.file_size for part in archive.infolist()) > MOST_UNPACKED:
        raise refuse("Ce classeur est trop gros : gardez une seule feuille, sans image.")
    for name in archive.namelist():
        if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name) and (found := _merged(archive, name)):
            raise refuse(
                f"Des cellules sont fusionnées ({found}) : défusionnez-les, puis complétez-les."
            )


def _merged(archive: ZipFile, name: str) -> str:
    """The first merged cells of a part; they come after the rows, near its end."""
    before = b""
    with archive.open(name) as part:
        while chunk := part.read(1_000_000):
            if found := _MERGED.search(before + chunk):
                return found[1].decode()
            before = chunk[-200:]
    return ""
