"""What can be brought out and in: each subject declares its columns, and knows its rows."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst

from portal.accounts.models import User
from portal.spreadsheets.kinds import Kind, default_of, field_of, kind_of, tidy

Cells = Mapping[str, str]  # a row's text by name of column
FILL = "Remplissez cette cellule."


class Fault(NamedTuple):
    """What is wrong in a column of a row, and what to do."""

    column: str  # as its header says; blank for the whole row
    sentence: str


@dataclass(frozen=True)
class Column:
    """A column: its name, its header, and what its cells hold.

    An empty cell means `default`; where there is none, nothing, unless `required`.
    """

    name: str
    label: str
    kind: Kind
    help: str = ""
    required: bool = False
    default: str = ""

    @classmethod
    def of(
        cls, model: type[models.Model], name: str, help: str = "", kind: Kind | None = None
    ) -> "Column":
        """The column of a model's field: its words, limits and default."""
        field = field_of(model, name)
        kind = kind or kind_of(field)
        default = default_of(field, kind)
        required = not field.blank and not default
        label = capfirst(str(field.verbose_name))
        return cls(name, label, kind, help or str(field.help_text), required, default)

    def text(self, typed: str) -> str:
        """What is typed, as this column writes it. Raises ValidationError."""
        typed = tidy(typed) or self.default
        if not typed and self.required:
            raise ValidationError(FILL)
        return self.shown(self.kind.read(typed)) if typed else ""

    def shown(self, value: Any) -> str:
        return tidy(self.kind.write(value))

    def value(self, cells: Cells) -> Any:
        """The value of a cell already read by `text`."""
        return self.kind.read(cells[self.name])


@dataclass
class Row:
    """A row of the file set against what is known: all its cells, what changes, what is wrong."""

    number: int  # as the spreadsheet counts them: the header is 1
    key: str
    new: bool
    cells: dict[str, str]
    before: Cells
    faults: list[Fault] = field(default_factory=list)

    @property
    def changed(self) -> list[str]:
        """The names of the columns that change."""
        return [name for name, text in self.cells.items() if text != self.before.get(name, "")]

    def refuse(self, column: Column | None, sentence: str) -> None:
        self.faults.append(Fault(column.label if column else "", sentence))


class Book(ABC):
    """The rows of a subject that one agent administers, read at once from the database.

    With `lock` they stay as they are until the end of the transaction.
    """

    def __init__(self, agent: User, *, lock: bool = False) -> None:
        self.agent = agent
        self.lock = lock
        self.rows = self.read()

    @abstractmethod
    def read(self) -> dict[str, dict[str, str]]:
        """The text of every column by key, in the order of an export."""

    @abstractmethod
    def examine(self, rows: Sequence[Row], named: frozenset[str]) -> None:
        """Refuse what no single cell tells: unknown names, rights, places. Writes nothing.

        May complete the cells of a row.

        `rows` are those that create or change something; `named`, every key of the file.
        """

    @abstractmethod
    def write(self, rows: Sequence[Row]) -> None:
        """Write the rows, examined and found right, in the caller's transaction."""

    def locked(self, rows: Any) -> Any:
        """These rows, held when this is for writing."""
        return rows.select_for_update(of=("self",)) if self.lock else rows


@dataclass(frozen=True)
class Subject:
    """Something that spreadsheets hold. Its first column is the key: it finds the row again."""

    slug: str
    title: str  # « Services »
    columns: tuple[Column, ...]
    book: type[Book]
    icon: str
    notes: tuple[str, ...] = ()  # what who fills the sheet must know

    @property
    def key(self) -> Column:
        return self.columns[0]

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


_subjects: dict[str, Subject] = {}


def register(subject: Subject) -> Subject:
    """Called by the apps above when the admin loads."""
    return _subjects.setdefault(subject.slug, subject)


def subjects() -> list[Subject]:
    return sorted(_subjects.values(), key=lambda subject: subject.title)


def find(slug: str) -> Subject | None:
    return _subjects.get(slug)


def columns_of(model: type[models.Model], names: Iterable[str]) -> Iterator[Column]:
    """Columns of plain fields, in this order."""
    return (Column.of(model, name) for name in names)
