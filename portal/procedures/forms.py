"""A step as a Django form, and answers as a summary."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from portal.procedures import conditions
from portal.procedures.field_types import type_of
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
class Question:
    """A field of the step as the template draws it; `legend` when it has several inputs."""

    field: Field
    show_if: str
    legend: str
    inputs: list[Input]


class StepForm(forms.Form):
    """The fields of one step. Those hidden by what is answered are neither judged nor kept.

    `stored` is the number of files already stored, by field key.
    """

    use_required_attribute = False  # the browser can't judge a field that a condition hides

    def __init__(
        self,
        step: Step,
        *,
        answers: Mapping[str, Any],
        stored: Mapping[str, int] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.step = step
        self.earlier = {k: v for k, v in answers.items() if k not in {f.key for f in step.fields}}
        self.stored = stored or {}
        self.items = conditions.reachable_fields(step, self.earlier)
        self.answers: dict[str, Any] = {}
        self.part_conditions: dict[str, Condition | None] = {}
        for field in self.items:
            self._add(field, answers.get(field.key))

    def _add(self, field: Field, answer: Any) -> None:
        kind = type_of(field)
        initial = kind.initial(answer)
        for part, built in kind.parts().items():
            name = input_name(field.key, part)
            self.fields[name] = built.field
            self.part_conditions[name] = built.show_if
            self.initial.setdefault(name, initial.get(part))

    def clean(self) -> dict[str, Any]:
        """Keeps what is shown, in the form's order, and forgets the errors of what is hidden."""
        for field in self.items:
            if conditions.holds(field.show_if, self.earlier | self.answers):
                self._answer(field)
            else:
                self._forget(self.names(field))
        return self.cleaned_data

    def _answer(self, field: Field) -> None:
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
            if not conditions.is_empty(answer):
                self.answers[field.key] = answer

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
        return [
            Question(
                field,
                self._page_condition(field),
                field.label if type_of(field).composite else "",
                [
                    Input(self[name], self._part_condition(name, field))
                    for name in self.names(field)
                ],
            )
            for field in self.items
        ]

    def _page_condition(self, field: Field) -> str:
        local = {item.key for item in self.step.fields}
        rest = conditions.residual(
            field.show_if, local, self.earlier, {item.key for item in self.items}
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
) -> StepForm:
    """The form of a step, knowing the answers so far and how many files each field has already."""
    return StepForm(step, answers=answers, stored=stored, data=data, files=files)


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
    """Every question shown, with its answer in French; `files` gives the names by field key."""
    kept, shown = conditions.prune(schema, answers), conditions.visible_keys(schema, answers)
    sections = []
    for step in conditions.visible_steps(schema, kept):
        fields = [field for field in step.fields if field.key in shown and field.type != "info"]
        rows = [Row(f.label, _display(f, kept, files or {}), f.key) for f in fields]
        if rows:
            sections.append(Section(step, rows))
    return sections


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
