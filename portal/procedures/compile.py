"""From the blocks that an editor arranges to a form that stands by itself, and back."""

from collections.abc import Mapping
from typing import Any

from portal.procedures.models import FormVersion, Procedure
from portal.procedures.schema import FormSchema
from portal.procedures.validation import check

# Blocks write options and kinds as lists of their own; every other name is the schema's.
Raw = Mapping[str, Any]


class NoForm(LookupError):
    """The procedure was never published: nobody can file it."""


def schema_of(steps: Any) -> FormSchema:
    """The form that these blocks (a StreamValue) describe, unchecked."""
    return FormSchema.read({"steps": [_step(block["value"]) for block in raw(steps)]})


def blocks_of(schema: FormSchema) -> list[dict[str, Any]]:
    """The blocks that describe this form, as raw data for the StreamField: the way back."""
    return [
        {
            "type": "step",
            "value": {
                **step.as_json(),
                "show_if": _condition_blocks(step.show_if),
                "fields": [_field_block(field.as_json()) for field in step.fields],
            },
        }
        for step in schema.steps
    ]


def current_version(procedure: Procedure) -> FormVersion:
    """The form in force. Raises NoForm when the procedure was never published."""
    last = procedure.publications.select_related("version").last()
    if last is None:
        raise NoForm(procedure.code)
    return last.version


def put_in_force(procedure: Procedure) -> FormVersion:
    """Freezes the procedure's form and makes it the one in force. Raises SchemaError."""
    version = FormVersion.objects.freeze(check(schema_of(procedure.steps)))
    last = procedure.publications.last()
    if last is None or last.version_id != version.pk:
        procedure.publications.create(version=version)
    return version


def raw(steps: Any) -> list[dict[str, Any]]:
    """The stream's blocks as plain data."""
    return steps.get_prep_value() if hasattr(steps, "get_prep_value") else list(steps)


def _step(value: Raw) -> dict[str, Any]:
    return {
        "key": value["key"],
        "title": value["title"],
        "help": value.get("help", ""),
        "show_if": _condition(value.get("show_if")),
        "fields": [_field(block) for block in value.get("fields") or ()],
    }


def _field(block: Raw) -> dict[str, Any]:
    value = dict(block["value"])
    value["type"] = block["type"]
    value["show_if"] = _condition(value.get("show_if"))
    value["options"] = _items(value.get("options"))
    value["kinds"] = _items(value.get("kinds"))
    return {name: item for name, item in value.items() if item not in (None, "")}


def _condition(value: Raw | None) -> dict[str, Any] | None:
    tests = _items((value or {}).get("tests"))
    return {"match": (value or {}).get("match") or "all", "tests": tests} if tests else None


def _items(values: Any) -> list[Any]:
    """A ListBlock's items, each wrapped by Wagtail with an id."""
    wrapped = (isinstance(item, Mapping) and item.get("type") == "item" for item in values or ())
    return [item["value"] if w else item for item, w in zip(values or (), wrapped, strict=True)]


def _field_block(data: dict[str, Any]) -> dict[str, Any]:
    kind = data.pop("type")
    condition = data.pop("show_if")
    return {"type": kind, "value": {**data, "show_if": condition or {"match": "all", "tests": []}}}


def _condition_blocks(condition: Any) -> dict[str, Any]:
    return condition.as_json() if condition else {"match": "all", "tests": []}
