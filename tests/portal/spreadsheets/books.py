"""Spreadsheets for tests: made, sent, checked and imported as an administrator would."""

import csv
import io
from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from portal.accounts.models import User
from portal.spreadsheets import processing, workflow
from portal.spreadsheets.models import Import, ImportRow, State
from portal.spreadsheets.subjects import Subject
from portal.spreadsheets.writing import to_csv, to_xlsx

Table = Sequence[Sequence[Any]]


def csv_file(table: Table, *, delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(table)
    return out.getvalue().encode(encoding)


def xlsx_file(table: Table) -> bytes:
    book = Workbook()
    for row in table:
        book.active.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def exported(subject: Subject, agent: User, kind: str = "csv") -> bytes:
    rows = subject.book(agent).rows.values()
    return to_csv(subject, rows) if kind == "csv" else to_xlsx(subject, rows)


def table_of(content: bytes) -> list[list[str]]:
    """The first sheet of an export."""
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    return [[cell.value or "" for cell in row] for row in sheet.iter_rows()]


def checked(
    subject: Subject, agent: User, content: bytes | Table, name: str = "tableau.csv"
) -> Import:
    """The file, received and checked."""
    if not isinstance(content, bytes):
        content = xlsx_file(content) if name.endswith("xlsx") else csv_file(content)
    owner = workflow.receive(
        subject=subject, uploaded=SimpleUploadedFile(name, content), agent=agent
    )
    processing.check(str(owner.pk))
    return Import.objects.get(pk=owner.pk)


def imported(subject: Subject, agent: User, content: bytes | Table) -> Import:
    """Checked without an error, confirmed and written."""
    owner = checked(subject, agent, content)
    assert faults(owner) == []
    return written(owner)


def written(owner: Import) -> Import:
    workflow.confirm(owner=owner, agent=owner.agent)
    processing.write(str(owner.pk))
    return Import.objects.get(pk=owner.pk)


def faults(owner: Import) -> list[tuple[int, str, str]]:
    """(row, column, sentence) of everything that is refused."""
    return [(row.number, *fault) for row in owner.rows.order_by("number") for fault in row.faults]


def rows(owner: Import) -> dict[str, ImportRow]:
    return {row.key: row for row in owner.rows.all()}


def outcomes(owner: Import) -> dict[str, str]:
    return {row.key: row.outcome for row in owner.rows.all()}


DONE = State.DONE
