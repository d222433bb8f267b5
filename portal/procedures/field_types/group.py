"""A repeated group: the same few questions, as many times as there are children, vehicles…"""

import re
from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from portal.procedures.field_types.amount import Amount
from portal.procedures.field_types.base import FieldType, Part, Values
from portal.procedures.field_types.chosen import Choice, YesNo
from portal.procedures.field_types.written import Date, Number, Text
from portal.procedures.schema import Field

ROW_TYPES: dict[str, type[FieldType]] = {
    kind.code: kind for kind in (Text, Date, Choice, YesNo, Number, Amount)
}
MOST_ROWS, MOST_FIELDS = 20, 12
PAPER_ROWS = 4
LONGEST = 10_000  # characters typed in all the rows
COUNT = "rows"  # the hidden input that says how many rows the page has
TOO_LONG = "Raccourcissez vos réponses : elles sont trop longues ensemble."


class Group(FieldType):
    """Rows of simple fields; kept as a list of objects, a row left blank being none.

    A part is named by its row, from 0, and its field: `2__prenom`.
    """

    code, label = "group", "Groupe répété"
    limits: ClassVar[tuple[str, ...]] = ("row_label", "min", "max", "fields")
    composite = True

    @property
    def least(self) -> int:
        return max(int(self.field.min or 0), 1 if self.field.required else 0)

    @property
    def most(self) -> int:
        return int(self.field.max or MOST_ROWS)

    def title(self, row: int) -> str:
        """« Enfant 2 », as people count."""
        return f"{self.field.row_label or self.field.label} {row + 1}"

    def place(self, part: str) -> str:
        """« Enfant 2, date de naissance », where an error is; blank for the group itself."""
        field = self.asked(part)
        return f"{self.title(_row_of(part))}, {_lowered(field.label)}" if field else ""

    def parts(self) -> dict[str, Part]:
        return self._rows(self.least)

    def on_paper(self) -> dict[str, Part]:
        """Room for a few rows, for nobody can add one."""
        return self._rows(max(self.least, min(PAPER_ROWS, self.most)))

    def drawn(self, answer: Any, sent: Values | None) -> dict[str, Part]:
        said = sent is not None and f"{self.field.key}__{COUNT}" in sent
        return self._rows(self.shown(sent) if sent and said else len(answer or ()))

    def shown(self, sent: Values) -> int:
        """How many rows the page that was sent had."""
        return self._within(_count(sent.get(f"{self.field.key}__{COUNT}")))

    def _within(self, count: int) -> int:
        return max(min(count, self.most), self.least)

    def answer(self, values: Values) -> Any:
        rows, errors = self._read(values)
        if errors:
            raise ValidationError(errors)
        if _length(rows) > LONGEST:
            raise ValidationError({COUNT: TOO_LONG})
        return rows or None

    def rescued(self, values: Values) -> Any:
        rows, _errors = self._read(values)
        return rows if _length(rows) <= LONGEST else None

    def unused(self, typed: Values) -> list[str]:
        rows = [part for part in typed if part != COUNT and _row_of(part) >= self.least]
        filled = {_row_of(part) for part in rows if typed[part]}
        return [part for part in rows if _row_of(part) not in filled]

    def initial(self, answer: Any) -> dict[str, Any]:
        rows = list(answer or ())
        return {COUNT: len(rows)} | {
            f"{number}__{field.key}": ROW_TYPES[field.type](field).initial(row[field.key])[""]
            for number, row in enumerate(rows)
            for field in self.field.fields
            if field.key in row
        }

    def display(self, answer: Any) -> list[str]:
        return [f"{title}\u00a0: {', '.join(lines)}" for title, lines in self.lines(answer)]

    def lines(self, answer: Any) -> Iterator[tuple[str, list[str]]]:
        """Each row's title, and its answers after their labels."""
        for number, row in enumerate(answer or ()):
            yield (
                self.title(number),
                [
                    f"{field.label}\u00a0: {ROW_TYPES[field.type](field).display(row[field.key])}"
                    for field in self.field.fields
                    if field.key in row
                ],
            )

    def missing(self, answer: Any) -> bool:
        """Whether rows, or required answers in them, are still to be given."""
        rows = list(answer or ())
        wanted = [field.key for field in self.field.fields if field.required]
        return len(rows) < self.least or any(key not in row for row in rows for key in wanted)

    def problems(self) -> list[str]:
        return [f"« {self.field.label} »\u00a0: {said}" for said in self._problems()]

    def _problems(self) -> Iterator[str]:
        least, most = self.field.min or 0, self.field.max or MOST_ROWS
        whole = all(isinstance(limit, int) for limit in (least, most))
        if not (whole and 0 <= int(least) <= int(most) <= MOST_ROWS and int(most) > 0):
            yield f"de 0 à {MOST_ROWS} lignes, et pas moins au plus qu’au moins."
        elif least and not self.field.required:
            yield "cochez « Obligatoire », ou n’exigez aucune ligne."
        if not 1 <= len(self.field.fields) <= MOST_FIELDS:
            yield f"posez de 1 à {MOST_FIELDS} questions par ligne."
        elif not any(field.required for field in self.field.fields):
            yield "une question au moins est obligatoire dans chaque ligne."
        if any(field.show_if or field.prefill for field in self.field.fields):
            yield "dans une ligne, une question n’a ni condition ni préremplissage."

    def _read(self, values: Values) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """The rows that aren't blank, as far as they are right, and what is wrong by part."""
        rows: dict[int, dict[str, Any]] = {}
        errors: dict[str, Any] = {}
        for part in values:
            if part == COUNT or (field := self.asked(part)) is None:
                continue
            try:
                answer = ROW_TYPES[field.type](field).answer({"": values[part]})
            except ValidationError as error:
                errors[part] = error
                continue
            if answer is not None:
                rows.setdefault(_row_of(part), {})[field.key] = answer
        return [rows[number] for number in sorted(rows)], errors

    def asked(self, part: str) -> Field | None:
        """The question of a row that this part answers."""
        key = part.partition("__")[2]
        return next((field for field in self.field.fields if field.key == key), None)

    def _rows(self, count: int) -> dict[str, Part]:
        counted = forms.CharField(
            required=False, max_length=3, label=self.field.label, widget=forms.HiddenInput
        )
        return {COUNT: Part(counted)} | {
            f"{number}__{field.key}": Part(ROW_TYPES[field.type](field).form_field())
            for number in range(self._within(count))
            for field in self.field.fields
        }


def _length(rows: list[dict[str, Any]]) -> int:
    return sum(len(value) for row in rows for value in row.values() if isinstance(value, str))


def _row_of(part: str) -> int:
    return int(part.partition("__")[0])


def _count(typed: Any) -> int:
    return int(typed) if re.fullmatch(r"[0-9]{1,3}", str(typed)) else 0


def _lowered(label: str) -> str:
    """A label inside a sentence; an acronym stays as it is."""
    return label[:1].lower() + label[1:] if label[1:2].islower() else label
