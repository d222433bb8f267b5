"""Answers given to one form, as another form takes them."""

from collections.abc import Mapping
from typing import Any

from django.utils.datastructures import MultiValueDict

from portal.procedures.conditions import holds, prune
from portal.procedures.field_types import type_of
from portal.procedures.field_types.group import Group
from portal.procedures.forms import input_name, merge, step_form
from portal.procedures.schema import Field, FormSchema

Answers = dict[str, Any]


def carry(answers: Mapping[str, Any], *, left: FormSchema, entered: FormSchema) -> Answers:
    """The answers of the form left that fit the one entered, as that form's own code takes them.

    A question is the same when key and type are; one that a condition hides takes no answer.
    """
    asked = {field.key: field for field in left.fields()}
    kept: Answers = {}
    for step in entered.steps:
        if holds(step.show_if, kept):
            given = [field for field in step.fields if field.key in answers]
            same = [(field, _fitting(field, asked.get(field.key), answers)) for field in given]
            form = step_form(step, answers=kept, data=_typed(same))
            form.is_valid()  # what was not asked before is missing: only what is there counts
            kept = merge(step, kept, form) | form.rescued
    return prune(entered, kept)


def _fitting(field: Field, before: Field | None, answers: Mapping[str, Any]) -> Any:
    """The answer if the question is the same; of a group, what is the same in its rows."""
    answer = answers[field.key]
    if before is None or not _same(field, before):
        return None
    if field.type != "group":
        return answer
    if len(answer) > Group(field).most:
        return None
    columns = {column.key: column for column in before.fields}
    same = {one.key for one in field.fields if one.key in columns and _same(one, columns[one.key])}
    return [{key: value for key, value in row.items() if key in same} for row in answer]


def _same(field: Field, before: Field) -> bool:
    """Whether two questions of one key ask for the same thing, in the same currency."""
    return (field.type, field.currency) == (before.type, before.currency)


def _typed(same: list[tuple[Field, Any]]) -> MultiValueDict[str, str]:
    """The answers as somebody would type them again in the form."""
    typed: MultiValueDict[str, str] = MultiValueDict()
    for field, answer in same:
        if answer is None:
            continue
        initial = type_of(field).initial(answer)
        if insee := initial.get("insee"):
            initial[""] = insee  # the code: many communes have the same name
        for part, value in initial.items():
            values = value if isinstance(value, list) else [value]
            typed.setlist(input_name(field.key, part), [str(each) for each in values])
    return typed
