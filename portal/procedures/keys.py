"""Names for the steps, questions and options that an editor left unnamed."""

from collections.abc import Iterable
from typing import Any

from portal.procedures.validation import LONGEST_KEY, RESERVED
from portal.text.french import words

Block = dict[str, Any]


def name_keys(steps: list[Block]) -> list[Block]:
    """The same raw blocks, with every key filled and every condition speaking of keys."""
    values = [step["value"] for step in steps]
    fields = [field["value"] for value in values for field in value.get("fields") or ()]
    rows = [[field["value"] for field in group.get("fields") or ()] for group in fields]
    _name(values, "title", "etape")
    for named in (fields, *rows):
        _name(named, "label", "question")
    for field in (field for named in (fields, *rows) for field in named):
        for option in _unwrap(field.get("options")):
            option["value"] = option.get("value") or key_for(option.get("label") or "", "reponse")
    by_label = {_plain(field.get("label")): field["key"] for field in fields}
    for shown in [*values, *fields]:
        for test in _unwrap((shown.get("show_if") or {}).get("tests")):
            test["field"] = _known(test.get("field") or "", by_label)
    _name_operands(fields, by_label)
    return steps


def _name_operands(fields: list[Block], by_label: dict[str, str]) -> None:
    """Calculations speak of keys too, those of a group's rows included."""
    columns = {
        field["key"]: {  # of two columns with one label, the first
            _plain(one["value"].get("label")): one["value"]["key"] for one in reversed(inner)
        }
        for field in fields
        if (inner := field.get("fields"))
    }
    for field in fields:
        for operand in _unwrap((field.get("calculation") or {}).get("operands")):
            operand["field"] = _known(operand.get("field") or "", by_label)
            of_group = columns.get(operand["field"], {})
            operand["column"] = _known(operand.get("column") or "", of_group)


def _known(typed: str, by_label: dict[str, str]) -> str:
    """The key that was typed, or that of the label that was."""
    return typed if typed in by_label.values() else by_label.get(_plain(typed), typed)


def key_for(label: str, otherwise: str) -> str:
    """A key made of the words of a label: `date-de-naissance`, `objet` for « L’objet »."""
    key = _plain(label)[: LONGEST_KEY - 4].strip("-")
    if not key or not key[0].isalpha() or key in RESERVED:
        key = f"{otherwise}-{key}".rstrip("-")
    return key


def _name(values: list[Block], source: str, otherwise: str) -> None:
    taken = {value["key"] for value in values if value.get("key")}
    for value in values:
        if not value.get("key"):
            value["key"] = _free(key_for(value.get(source) or "", otherwise), taken)
            taken.add(value["key"])


def _free(key: str, taken: set[str]) -> str:
    """The key itself, or followed by the first number that makes it new."""
    if key not in taken:
        return key
    numbers = range(2, len(taken) + 3)
    return next(other for number in numbers if (other := f"{key}-{number}") not in taken)


def _plain(label: str | None) -> str:
    plain = ("".join(filter(str.isascii, word)) for word in words(label or ""))
    return "-".join(word for word in plain if word)


def _unwrap(items: Iterable[Any] | None) -> Iterable[Block]:
    """The items of a ListBlock, which Wagtail wraps with an id."""
    for item in items or ():
        yield item["value"] if item.get("type") == "item" else item
