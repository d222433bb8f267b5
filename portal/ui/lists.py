"""Lists are data: columns and an order are declared, one component draws them all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from portal.ui.atoms import NOTHING
from portal.ui.keyset import SIZE, Keyset, Page


@dataclass(frozen=True)
class Column:
    """A label, and where a row's cell comes from: an attribute's path, or a function of the row.

    Use the functions of `portal.ui.atoms` for states, dates, references and the row's link.
    `css`: "number" for figures, "wide" for what a telephone leaves out.
    """

    label: str
    cell: str | Callable[[Any], object]
    css: str = ""

    def of(self, row: object) -> object:
        """The row's cell; a dash where there is nothing to show."""
        value = attrgetter(self.cell)(row) if isinstance(self.cell, str) else self.cell(row)
        value = value() if callable(value) else value
        return NOTHING if value is None or value == "" else value


@dataclass(frozen=True)
class Table:
    """Rows under columns, as components/table.html draws them."""

    caption: str
    columns: tuple[Column, ...]
    rows: Iterable[object]

    @property
    def body(self) -> SafeString:
        """The rows, drawn here: a template would take three times as long for 25 of them."""
        opened = [format_html('<td class="{}">', column.css) for column in self.columns]
        # Safe: each cell is escaped by `_escaped` unless an atom already did.
        return mark_safe("\n".join(self._row(row, opened) for row in self.rows))

    def _row(self, row: object, opened: list[SafeString]) -> str:
        pairs = zip(opened, self.columns, strict=True)
        cells = (f"{start}{_escaped(column.of(row))}</td>" for start, column in pairs)
        return f"<tr data-row>{''.join(cells)}</tr>"


def _escaped(cell: object) -> str:
    return cell if isinstance(cell, SafeString) else escape(str(cell))


@dataclass(frozen=True)
class Shown:
    """One page of a listing, as components/listing.html draws it."""

    table: Table
    page: Page[Any]
    empty: str


@dataclass(frozen=True)
class Listing:
    """A list as it is declared. `order`: fields that are never null, the last one unique."""

    caption: str
    columns: tuple[Column, ...]
    order: tuple[str, ...]
    empty: str = "Rien ici pour le moment"
    size: int = SIZE

    def show(self, queryset: QuerySet[Any], query: QueryDict) -> Shown:
        """The page that the query asks for, in one query to the database."""
        page = Keyset(queryset, self.order).page(query, self.size)
        return Shown(Table(self.caption, self.columns, page.rows), page, self.empty)
