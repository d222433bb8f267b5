"""Whether everything that a form requires has been given."""

from collections.abc import Collection
from typing import Any

from portal.procedures.conditions import is_empty, prune, visible_keys
from portal.procedures.field_types.group import Group
from portal.procedures.schema import Field, FormSchema, Step

# What a caller can't give to the agent who files for them: it is asked for later, or never.
SPARED_BY_AGENTS = frozenset({"email", "files"})


class Incomplete(Exception):
    """Answers or files that a form requires are missing; `steps` are where to go back to."""

    def __init__(self, missing: list[tuple[Step, Field]]) -> None:
        self.missing = missing
        super().__init__("Il manque : " + ", ".join(field.label for _step, field in missing) + ".")


def identity_of(schema: FormSchema, answers: dict[str, Any]) -> tuple[Step, Field] | None:
    """Where the form asks who files, and so for whom; None when it never does, as answered."""
    shown = visible_keys(schema, answers)
    asking = (
        (step, field)
        for step in schema.steps
        for field in step.fields
        if field.type == "identity" and field.key in shown
    )
    return next(asking, None)


def complete_answers(
    schema: FormSchema,
    answers: dict[str, Any],
    file_keys: Collection[str],
    *,
    spared: Collection[str] = (),
) -> dict[str, Any]:
    """The answers that count, those of hidden fields dropped; raises Incomplete.

    A field whose type is `spared` may be missing.
    """
    visible, kept = visible_keys(schema, answers), prune(schema, answers)
    missing = [
        (step, field)
        for step in schema.steps
        for field in step.fields
        if field.type not in spared
        and field.key in visible
        and field.key not in file_keys
        and _is_missing(field, kept.get(field.key))
    ]
    if missing:
        raise Incomplete(missing)
    return kept


def _is_missing(field: Field, answer: Any) -> bool:
    """Of a repeated group, one missing answer in one row is enough."""
    if field.type == "group":
        return Group(field).missing(answer)
    return field.required and is_empty(answer)
