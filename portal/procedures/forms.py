"""A step as a Django form, and answers as a summary."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from portal.procedures import conditions
from portal.procedures.calculation import compute
from portal.procedures.field_types import type_of
from portal.procedures.field_types.group import COUNT, Group
from portal.procedures.field_types.places import ChooseCommune
from portal.procedures.schema import Condition, Criterion, Field, FormSchema, Step

SEPARATOR = "__"  # between a field's key and the name of its part; never in a key


class Row(NamedTuple):
    label: str
    display: str | list[str]
    key: str


class Section(NamedTuple):
    step: Step
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Input:
    """One input of a question; `show_if` is JSON for conditions.js, blank when always shown."""

    bound: BoundField
    show_if: str


@dataclass(frozen=True, slots=True)
class InputRow:
    """A row of a repeated group: its title, its inputs, and the value of its « Retirer »."""

    title: str
    anchor: str
    inputs: list[Input]
    remove: str


@dataclass(frozen=True, slots=True)
class Question:
    """A field of the step as the template draws it; `legend` when it has several inputs.

    A repeated group has `rows`, one whose value is computed has `said`.
    """

    field: Field
    show_if: str
    legend: str
    inputs: list[Input]
    rows: list[InputRow] | None = None
    next_row: str = ""  # the title of the one that may still be added
    said: str = ""

    @property
    def anchor(self) -> str:
        return row_anchor(self.field.key)


class StepForm(forms.Form):
    """The fields of one step. Those hidden by what is answered are neither judged nor kept.

    `stored` is the number of files already stored, by field key; `typed`, what was sent before and
    isn't kept as answers: a repeated group has as many rows.
    """

    use_required_attribute = False  # the browser can't judge a field that a condition hides

    def __init__(
        self,
        step: Step,
        *,
        answers: Mapping[str, Any],
        stored: Mapping[str, int] | None = None,
        typed: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.step = step
        self.typed = self.data if self.is_bound else typed
        self.given = answers
        self.earlier = {k: v for k, v in answers.items() if k not in {f.key for f in step.fields}}
        self.stored = stored or {}
        self.items = self.reachable()
        self.answers: dict[str, Any] = {}
        self.rescued: dict[str, Any] = {}  # what is right of rows of which something is wrong
        self.part_conditions: dict[str, Condition | None] = {}
        for field in self.items:
            self._add(field, answers.get(field.key))

    def _add(self, field: Field, answer: Any) -> None:
        kind = type_of(field).knowing(self.earlier)
        initial = kind.initial(answer)
        for part, built in kind.drawn(answer, self.typed).items():
            name = input_name(field.key, part)
            self.fields[name] = built.field
            self.part_conditions[name] = built.show_if
            self.initial.setdefault(name, initial.get(part))

    def reachable(self) -> list[Field]:
        """The fields that the page draws."""
        return conditions.reachable_fields(self.step, self.earlier)

    def shows(self, field: Field) -> bool:
        """Whether the field is shown, as the answers before it stand."""
        return conditions.holds(field.show_if, self.earlier | self.answers)

    def clean(self) -> dict[str, Any]:
        """Keeps what is shown, in the form's order, and forgets the errors of what is hidden."""
        for field in self.items:
            if self.shows(field):
                self._answer(field)
            else:
                self._forget(self.names(field))
        return self.cleaned_data

    def _answer(self, field: Field) -> None:
        kind = type_of(field)
        if isinstance(kind, Group):
            self._answer_rows(field, kind)
        elif field.type == "computed":
            self._keep(field, compute(field, self.earlier | self.answers))
        else:
            self._answer_once(field)

    def _answer_once(self, field: Field) -> None:
        values = self._values(field)
        if any(name in self.errors for name in self.names(field)):
            return
        if field.key in self.stored:
            values["stored"] = self.stored[field.key]
        try:
            answer = type_of(field).answer(values)
        except ValidationError as error:
            self._refuse(field, error)
        else:
            self._keep(field, answer)

    def _answer_rows(self, field: Field, kind: Group) -> None:
        """Every mistake of every row at once, each under the name of its row."""
        names = self.names(field)
        self._forget([input_name(field.key, part) for part in kind.unused(self._sent(names))])
        values = self._values(field)
        try:
            self._keep(field, kind.answer(values))
        except ValidationError as error:
            self._refuse(field, error)
        if wrong := [name for name in names if name in self.errors]:
            self.answers.pop(field.key, None)
            self._keep_rescued(field, kind.rescued(values))
        for name in wrong:
            if where := kind.place(part_of(name)):
                said = [f"{where}\u00a0: {message}" for message in self.errors[name]]
                self.errors[name] = self.error_class(said)

    def _keep_rescued(self, field: Field, rows: Any) -> None:
        if not conditions.is_empty(rows):
            self.rescued[field.key] = rows

    def _keep(self, field: Field, answer: Any) -> None:
        if not conditions.is_empty(answer):
            self.answers[field.key] = answer

    def _sent(self, names: list[str]) -> dict[str, Any]:
        """What was sent in these inputs, by part, before it is judged."""
        return {part_of(name): self[name].data for name in names}

    def _values(self, field: Field) -> dict[str, Any]:
        """What was typed in the parts that are shown; the errors of the others are forgotten."""
        values: dict[str, Any] = {}
        for name in self.names(field):
            if conditions.holds(self.part_conditions[name], values):
                values[part_of(name)] = self.cleaned_data.get(name)
            else:
                self._forget([name])
        return values

    def _refuse(self, field: Field, error: ValidationError) -> None:
        if isinstance(error, ChooseCommune):
            self.fields[input_name(field.key, "insee")].offer(error.communes)  # type: ignore[attr-defined]  # a ChoiceOfCommune
        parts = error.error_dict if hasattr(error, "error_dict") else {"": error.error_list}
        for part, errors in parts.items():
            self.add_error(input_name(field.key, part), errors)

    def _forget(self, names: list[str]) -> None:
        for name in names:
            self.errors.pop(name, None)
            self.cleaned_data.pop(name, None)

    def names(self, field: Field) -> list[str]:
        """The names of the field's inputs."""
        return [name for name in self.fields if name.partition(SEPARATOR)[0] == field.key]

    def uploads(self) -> dict[str, list[Any]]:
        """The files just sent, by field key, for the wizard to store. Only on a valid form."""
        sent = ((f.key, self.cleaned_data.get(f.key)) for f in self.items if f.type == "files")
        return {key: files for key, files in sent if files}

    def questions(self) -> list[Question]:
        """The step's fields as the template draws them, information between them included."""
        return [self._question(field) for field in self.items]

    def _question(self, field: Field) -> Question:
        kind = type_of(field)
        drawn = Question(
            field,
            self.page_condition(field.show_if),
            field.label if kind.composite else "",
            [Input(self[name], self._part_condition(name, field)) for name in self.names(field)],
        )
        if isinstance(kind, Group):
            rows = self._rows(kind, drawn.inputs)
            following = kind.title(len(rows)) if len(rows) < kind.most else ""
            return replace(drawn, rows=rows, next_row=following)
        if field.type == "computed":
            answer = (self.answers if self.is_bound else self.given).get(field.key)
            return replace(drawn, said="" if answer is None else str(kind.display(answer)))
        return drawn

    def _rows(self, kind: Group, inputs: list[Input]) -> list[InputRow]:
        by_row: dict[str, list[Input]] = {}
        for one in inputs:
            part = part_of(one.bound.html_name)
            if part != COUNT:
                by_row.setdefault(part.partition(SEPARATOR)[0], []).append(one)
        key, removable = kind.field.key, len(by_row) > kind.least
        return [
            InputRow(
                kind.title(int(row)),
                row_anchor(key, row),
                drawn,
                input_name(key, row) if removable else "",
            )
            for row, drawn in by_row.items()
        ]

    def page_condition(self, condition: Condition | None) -> str:
        """What the browser judges of a condition, as JSON; blank when nothing is left to judge."""
        local = {item.key for item in self.step.fields}
        rest = conditions.residual(
            condition, local, self.earlier, {item.key for item in self.items}
        )
        if not isinstance(rest, Condition):
            return ""
        kinds = {item.key: type_of(item) for item in self.items}
        return _as_attribute(rest, lambda test: input_name(test.field, kinds[test.field].judged_on))

    def _part_condition(self, name: str, field: Field) -> str:
        condition = self.part_conditions[name]
        if condition is None:
            return ""
        return _as_attribute(condition, lambda test: input_name(field.key, test.field))


def step_form(
    step: Step,
    *,
    answers: Mapping[str, Any],
    data: Any = None,
    files: Any = None,
    stored: Mapping[str, int] | None = None,
    typed: Mapping[str, Any] | None = None,
) -> StepForm:
    """The form of a step, knowing the answers so far and how many files each field has already."""
    return StepForm(step, answers=answers, stored=stored, typed=typed, data=data, files=files)


def answers_of(form: StepForm) -> dict[str, Any]:
    """The answers of the step's shown fields. Only on a valid form."""
    return form.answers


def merge(step: Step, answers: Mapping[str, Any], form: StepForm) -> dict[str, Any]:
    """All the answers once the step is answered; what it no longer answers is gone."""
    keys = {field.key for field in step.fields}
    return {k: v for k, v in answers.items() if k not in keys} | answers_of(form)


def summary(
    schema: FormSchema,
    answers: Mapping[str, Any],
    files: Mapping[str, list[str]] | None = None,
) -> list[Section]:
    """Every question shown, with its answer in French; `files` gives the names by field key.

    What a calculation is worth is read as it was kept: prune a draft's answers first.
    """
    shown, kept = conditions.as_kept(schema, answers)
    sections = []
    for step in schema.steps:
        fields = [field for field in step.fields if field.key in shown and field.type != "info"]
        rows = [row for field in fields for row in _summary_rows(field, kept, files or {})]
        if rows:
            sections.append(Section(step, rows))
    return sections


def _summary_rows(
    field: Field, answers: Mapping[str, Any], files: Mapping[str, list[str]]
) -> list[Row]:
    """The question with its answer; of a repeated group, one for each of its rows."""
    kind, answer = type_of(field), answers.get(field.key)
    if isinstance(kind, Group) and answer:
        return [Row(title, lines, field.key) for title, lines in kind.lines(answer)]
    return [Row(field.label, _display(field, answers, files), field.key)]


def row_anchor(key: str, row: int | str = COUNT) -> str:
    """Where on the page a row is, or the whole group."""
    return f"id_{input_name(key, str(row))}"


def input_name(key: str, part: str) -> str:
    return f"{key}{SEPARATOR}{part}" if part else key


def part_of(name: str) -> str:
    return name.partition(SEPARATOR)[2]


def _display(
    field: Field, answers: Mapping[str, Any], files: Mapping[str, list[str]]
) -> str | list[str]:
    if field.type == "files":
        return files.get(field.key) or "Aucun fichier"
    if field.key not in answers:
        return "Sans réponse"
    return type_of(field).display(answers[field.key])


def _as_attribute(condition: Condition, name_of: Any) -> str:
    tests: list[Criterion] = [replace(test, field=name_of(test)) for test in condition.tests]
    return json.dumps(Condition(condition.match, tuple(tests)).as_json(), ensure_ascii=False)
