"""Answers given to one form, as another form takes them."""

from collections.abc import Mapping
from typing import Any

from django.utils.datastructures import MultiValueDict

from portal.procedures.conditions import holds, prune
from portal.procedures.field_types import type_of
from portal.procedures.forms import input_name, merge, step_form
from portal.procedures.schema import Field, FormSchema

Answers = dict[str, Any]


def carry(answers: Mapping[str, Any], *, left: FormSchema, entered: FormSchema) -> Answers:
    """The answers of the form left that fit the one entered, as that form's own code takes them.

    A question is the same when key and type are; one that a condition hides takes no answer.
    """
    types = {field.key: field.type for field in left.fields()}
    kept: Answers = {}
    for step in entered.steps:
        if holds(step.show_if, kept):
            same = [field for field in step.fields if types.get(field.key) == field.type]
            given = [field for field in same if field.key in answers]
            form = step_form(step, answers=kept, data=_typed(given, answers))
            form.is_valid()  # what was not asked before is missing: only what is there counts
            kept = merge(step, kept, form)
    return prune(entered, kept)


def _typed(fields: list[Field], answers: Mapping[str, Any]) -> MultiValueDict[str, str]:
    """The answers as somebody would type them again in the form."""
    typed: MultiValueDict[str, str] = MultiValueDict()
    for field in fields:
        initial = type_of(field).initial(answers[field.key])
        if insee := initial.get("insee"):
            initial[""] = insee  # the code: many communes have the same name
        for part, value in initial.items():
            values = value if isinstance(value, list) else [value]
            typed.setlist(input_name(field.key, part), [str(each) for each in values])
    return typed
