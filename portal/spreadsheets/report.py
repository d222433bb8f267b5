"""The rows of a plan, kept for the page that shows them."""

from collections.abc import Iterable

from portal.spreadsheets.models import Import, ImportRow, Outcome
from portal.spreadsheets.plan import Plan
from portal.spreadsheets.subjects import Fault, Row, Subject

BATCH = 500
LONGEST = 500  # characters of a cell shown


def keep(owner: Import, rows: Iterable[ImportRow]) -> None:
    """Put these rows in the place of those that were kept."""
    owner.rows.all().delete()
    ImportRow.objects.bulk_create(rows, batch_size=BATCH)


def rows_of(owner: Import, subject: Subject, plan: Plan) -> list[ImportRow]:
    return [
        ImportRow(
            owner=owner,
            number=row.number,
            key=row.key[:254],
            outcome=_outcome(row),
            changes=[] if row.faults else _changes(row, subject),
            faults=[list(fault) for fault in row.faults],
        )
        for row in plan.rows
    ]


def of_file(owner: Import, faults: Iterable[Fault]) -> list[ImportRow]:
    """What is wrong with the file as a whole, told of its first line."""
    told = [list(fault) for fault in faults]
    return [ImportRow(owner=owner, number=1, outcome=Outcome.REFUSED, faults=told)]


def _outcome(row: Row) -> Outcome:
    if row.faults:
        return Outcome.REFUSED
    if not row.changed:
        return Outcome.UNCHANGED
    return Outcome.CREATED if row.new else Outcome.CHANGED


def _changes(row: Row, subject: Subject) -> list[list[str]]:
    """Column, before, after; a column left at its default in a new row goes without saying."""
    return [
        [column.label, row.before.get(column.name, "")[:LONGEST], row.cells[column.name][:LONGEST]]
        for column in subject.columns
        if column.name in row.changed and not (row.new and _unsaid(row, column.name, subject))
    ]


def _unsaid(row: Row, name: str, subject: Subject) -> bool:
    return name == subject.key.name or row.cells[name] == subject.column(name).default
