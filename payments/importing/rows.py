"""Rows of a spreadsheet, one after the other, gathered into invoices by their identifier."""

import codecs
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice
from typing import IO, Final

from payments.importing.columns import ID, places, trimmed
from portal.spreadsheets import delimited, workbooks
from portal.spreadsheets.kinds import tidy
from portal.spreadsheets.sheets import Broken, Cell, Line, refuse

MOST_INVOICES: Final = 200_000
MOST_ROWS: Final = 400_000  # of a sheet, those that are empty included
MOST_LINES: Final = 200  # of an invoice
LONGEST_ROW: Final = 200_000  # characters
SAMPLE: Final = 100_000
SHEET: Final = "Factures"


@dataclass(frozen=True)
class Row:
    """Cells by column; `number` is what the spreadsheet shows."""

    number: int
    cells: dict[str, Cell]


@dataclass(frozen=True)
class Raw:
    """An invoice as the file tells it: never without a row, never more than MOST_LINES + 1."""

    rows: list[Row]


def read_xlsx(file: IO[bytes]) -> Iterator[Raw]:
    return gathered(rows_of(workbooks.lines_of(file, SHEET, dates=True)))


def read_csv(file: IO[bytes]) -> Iterator[Raw]:
    """Read twice as a stream: once for its encoding. Raises RefusedFile."""
    encoding = _encoding(file)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        sample = text.read(SAMPLE)
        text.seek(0)
        if sample[:4].lower() == "sep=":
            text.readline(LONGEST_ROW)
            sample = sample.partition("\n")[2]
        lines = delimited.lines_of(_short(text), delimited.delimiter_of(sample))
        yield from gathered(rows_of(lines))
    finally:
        text.detach()


def rows_of(lines: Iterable[Line]) -> Iterator[Row]:
    """The rows that hold something, under the first one's titles. Raises RefusedFile."""
    names: list[str] = []
    empty = True
    for number, line in enumerate(map(trimmed, lines), 1):
        if number > MOST_ROWS:
            raise refuse(
                f"Plus de {MOST_ROWS} lignes\u00a0: partagez le tableau en plusieurs fichiers."
            )
        if number == 1:
            names = places(line)
        elif line:
            empty = False
            yield Row(number, _cells(names, line))
    if empty:
        raise refuse("Ce fichier n’a aucune ligne sous les titres.")


def gathered(rows: Iterable[Row]) -> Iterator[Raw]:
    """Rows that follow each other under one identifier are one invoice."""
    for _, group in groupby(rows, key=_identity):
        yield Raw(list(islice(group, MOST_LINES + 1)))


def _identity(row: Row) -> object:
    cell = row.cells.get(ID, "")
    known = isinstance(cell, str) and tidy(cell)
    return known or row.number


def _cells(names: list[str], line: Line) -> dict[str, Cell]:
    cells: dict[str, Cell] = dict(zip(names, line, strict=False))
    if len(line) > len(names):
        cells[""] = Broken(
            "Cette ligne a plus de cases que de titres\u00a0: un séparateur est de trop."
        )
    return cells


def _short(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(LONGEST_ROW):
        if len(line) == LONGEST_ROW:
            raise refuse(
                f"Une ligne dépasse {LONGEST_ROW} caractères\u00a0: ce n’est pas un tableau."
            )
        yield line


def _encoding(file: IO[bytes]) -> str:
    """UTF-16 says so itself; else UTF-8 if all of it is, else Windows's. Raises RefusedFile."""
    start = file.read(2)
    if start in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        candidates = ["utf-16"]
    else:
        candidates = ["utf-8-sig", "cp1252"]
    for encoding in candidates:
        file.seek(0)
        try:
            for _ in codecs.iterdecode(iter(lambda: file.read(CHUNK), b""), encoding):
                pass
        except UnicodeDecodeError:
            continue
        return encoding
    raise refuse(
        "Ce fichier n’est pas du texte lisible\u00a0: enregistrez-le en «\u00a0CSV UTF-8\u00a0»."
    )


CHUNK: Final = 1_000_000  # bytes
