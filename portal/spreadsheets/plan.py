"""What importing a sheet would do, row by row. Writes nothing."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from portal.spreadsheets.kinds import tidy
from portal.spreadsheets.sheets import Broken, Cell, Line, RefusedFile, Sheet
from portal.spreadsheets.subjects import Book, Column, Fault, Row, Subject
from portal.text.french import fold


@dataclass(frozen=True)
class Plan:
    """The rows of a file, each examined."""

    rows: list[Row]

    @property
    def to_write(self) -> list[Row]:
        return [row for row in self.rows if row.changed]

    @property
    def refused(self) -> list[Row]:
        return [row for row in self.rows if row.faults]

    @property
    def digest(self) -> str:
        """The same for the same changes to the same rows, whenever it is made."""
        told = [
            [row.number, row.key, row.new, row.cells, {n: row.before.get(n) for n in row.changed}]
            for row in self.to_write
        ]
        return hashlib.sha256(json.dumps([told, len(self.refused)]).encode()).hexdigest()


def make_plan(subject: Subject, sheet: Sheet, book: Book) -> Plan:
    """Raises RefusedFile when the headers aren't those of the subject."""
    columns = _columns(subject, sheet.headers)
    rows = [_row(subject, columns, number, line, book) for number, line in sheet.lines]
    _refuse_doubles(subject, rows)
    named = frozenset(row.key for row in rows if row.key)
    book.examine([row for row in rows if row.changed and not row.faults], named)
    return Plan(rows)


def _columns(subject: Subject, headers: list[str]) -> list[Column | None]:
    """The column under each header, None under a blank one."""
    known = {fold(column.label): column for column in subject.columns}
    found = [known.get(fold(header.strip())) for header in headers]
    faults = list(_header_faults(headers, found))
    if subject.key not in found:
        faults.append(
            Fault(subject.key.label, "Cette colonne manque : elle dit de quelle ligne il s’agit.")
        )
    if faults:
        raise RefusedFile(*faults)
    return found


def _header_faults(headers: list[str], found: list[Column | None]) -> Iterator[Fault]:
    for position, (header, column) in enumerate(zip(headers, found, strict=True)):
        if column is None and header.strip():
            yield Fault(
                header[:60], "Cette colonne n’est pas reconnue : corrigez son titre ou retirez-la."
            )
        if column is not None and column in found[:position]:
            yield Fault(column.label, "Cette colonne y est deux fois : retirez l’une des deux.")


def _row(
    subject: Subject, columns: list[Column | None], number: int, line: Line, book: Book
) -> Row:
    row = _found(subject, columns, number, line, book)
    for position, cell in enumerate(line):
        column = columns[position] if position < len(columns) else None
        if column is not None:
            _read(row, column, cell)
        elif cell:
            row.refuse(None, "Une cellule est remplie sous une colonne sans titre : videz-la.")
    _complete(row, subject, columns)
    return row


def _found(
    subject: Subject, columns: list[Column | None], number: int, line: Line, book: Book
) -> Row:
    """The row by its key, empty when that can't be read: the cell itself will be refused."""
    position = columns.index(subject.key)
    cell = line[position] if position < len(line) else ""
    key = ""
    with suppress(ValidationError):
        key = subject.key.text(cell) if isinstance(cell, str) else ""
    return Row(number, key, key not in book.rows, {}, book.rows.get(key, {}))


def _read(row: Row, column: Column, cell: Cell) -> None:
    """What is already so needs no reading, and is never refused: an export comes back as it is."""
    if isinstance(cell, Broken):
        row.refuse(column, cell.sentence)
        return
    if not row.new and tidy(cell) == row.before[column.name]:
        row.cells[column.name] = row.before[column.name]
        return
    try:
        row.cells[column.name] = column.text(cell)
    except ValidationError as error:
        row.refuse(column, " ".join(error.messages))


def _complete(row: Row, subject: Subject, columns: list[Column | None]) -> None:
    """The cells that the file doesn't give: as they are, or as an empty cell in a new row."""
    blamed = {fault.column for fault in row.faults}
    for column in subject.columns:
        if column.name in row.cells or column.label in blamed:
            continue
        if not row.new and column not in columns:
            row.cells[column.name] = row.before[column.name]
        elif column.required and column not in columns:
            row.refuse(column, "Ajoutez cette colonne et remplissez-la.")
        else:  # a short line, or a column left out
            _read(row, column, "")


def _refuse_doubles(subject: Subject, rows: list[Row]) -> None:
    first: dict[str, int] = {}
    for row in rows:
        number = first.setdefault(row.key, row.number)
        if row.key and number != row.number:
            row.refuse(
                subject.key,
                f"« {row.key} » est déjà à la ligne {number} : gardez une seule des deux lignes.",
            )
