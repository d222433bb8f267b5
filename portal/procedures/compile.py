"""From the blocks that an editor arranges to a form that stands by itself, and back."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from portal.procedures.schema import FormSchema

if TYPE_CHECKING:
    from portal.procedures.models import FormVersion, Procedure

# Blocks are named as the schema is; lists of blocks are wrapped by Wagtail, item by item.
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


def current_version(procedure: "Procedure") -> "FormVersion":
    """The form in force. Raises NoForm when the procedure was never published."""
    last = procedure.publications.in_force()
    if last is None:
        raise NoForm(procedure.code)
    return last.version


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
    value["fields"] = [_field(inner) for inner in value.get("fields") or ()]
    value["calculation"] = _calculation(value.get("calculation"))
    return {name: _whole(item) for name, item in value.items() if item not in (None, "")}


def _calculation(value: Raw | None) -> dict[str, Any] | None:
    operands = _items((value or {}).get("operands"))
    return {**value, "operands": operands} if value and operands else None


def _whole(item: Any) -> Any:
    """3 rather than 3.0, so that a limit reads and hashes the same wherever it was typed."""
    return int(item) if isinstance(item, float) and item.is_integer() else item


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
    if "fields" in data:
        data["fields"] = [_field_block(inner) for inner in data["fields"]]
    return {"type": kind, "value": {**data, "show_if": condition or {"match": "all", "tests": []}}}


def _condition_blocks(condition: Any) -> dict[str, Any]:
    return condition.as_json() if condition else {"match": "all", "tests": []}
