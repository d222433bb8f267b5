"""Parameters as Stripe takes them: nested brackets, and nothing that its API doesn't know.

What is known comes from the types that `stripe` ships, made from Stripe's own description.
"""

import re
import types
import typing
from collections.abc import Mapping
from typing import Any, Literal, NotRequired, Required, Union
from urllib.parse import parse_qsl

from stripe._request_options import RequestOptions
from typing_extensions import is_typeddict

OPTIONS = set(RequestOptions.__annotations__)
MISSING_NAMES = {"Mapping": Mapping, "StripeContext": object}  # imported for type checkers only


class Invalid(Exception):
    """An answer that isn't a success: its status, and what stands in `error`."""

    def __init__(self, status: int, message: str, **error: Any) -> None:
        super().__init__(message)
        self.status = status
        self.error = {"type": "invalid_request_error", "message": message} | error


def decode(text: str) -> dict[str, Any]:
    """`a[b][0]=c` as `{"a": {"b": ["c"]}}`."""
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text)):
        path = re.findall(r"[^\[\]]+", name)
        branch = tree
        for part in path[:-1]:
            branch = branch.setdefault(part, {})
        branch[path[-1]] = value
    return listed(tree)


def listed(tree: Any) -> Any:
    """Branches whose names are 0, 1, 2… are lists."""
    if not isinstance(tree, dict):
        return tree
    if tree and all(name.isdigit() for name in tree):
        return [listed(tree[name]) for name in sorted(tree, key=int)]
    return {name: listed(value) for name, value in tree.items()}


def known(params: Mapping[str, Any], shape: Any, prefix: str = "") -> dict[str, Any]:
    """The parameters with their types. Raises Invalid on what `shape`, a TypedDict, hasn't."""
    hints = typing.get_type_hints(shape, localns=MISSING_NAMES, include_extras=True)
    read = {}
    for name, value in params.items():
        where = f"{prefix}[{name}]" if prefix else name
        if name not in hints or name in OPTIONS:
            raise Invalid(
                400, f"Received unknown parameter: {where}", code="parameter_unknown", param=where
            )
        read[name] = typed(value, hints[name], where)
    for name in shape.__required_keys__ - params.keys():
        missing(f"{prefix}[{name}]" if prefix else name)
    return read


def missing(where: str) -> None:
    """Raises what Stripe answers to a parameter that isn't there."""
    raise Invalid(400, f"Missing required param: {where}.", code="parameter_missing", param=where)


def typed(value: Any, hint: Any, where: str) -> Any:
    """One value, read as its hint says. Raises Invalid."""
    origin, inside = typing.get_origin(hint), typing.get_args(hint)
    if origin in (NotRequired, Required) or str(origin).endswith(("NotRequired", "Required")):
        return typed(value, inside[0], where)
    if origin in (Union, types.UnionType):
        return chosen(value, inside, where)
    if origin is list:
        expect(isinstance(value, list), "array", where)
        return [typed(one, inside[0], f"{where}[{index}]") for index, one in enumerate(value)]
    if origin is dict:
        expect(isinstance(value, dict), "object", where)
        return value
    if is_typeddict(hint):
        expect(isinstance(value, dict), "object", where)
        return known(value, hint, where)
    return plain(value, hint, where)


def chosen(value: Any, choices: tuple[Any, ...], where: str) -> Any:
    """Of a union: a closed list of words stays closed, though its type lets newer ones through."""
    words = [word for one in choices if typing.get_origin(one) is Literal for word in one.__args__]
    if isinstance(value, str) and words and value not in words:
        raise Invalid(400, f"Invalid {where}: must be one of {', '.join(words)}", param=where)
    nested = [one for one in choices if is_typeddict(one) or typing.get_origin(one) in (dict, list)]
    if isinstance(value, dict | list) and nested:
        return typed(value, nested[0], where)
    simple = [one for one in choices if one in (int, bool, str)]
    expect(bool(simple or words), "object", where)
    return plain(value, simple[0] if simple else str, where)


def plain(value: Any, hint: Any, where: str) -> Any:
    """A word, a whole number, true or false."""
    expect(isinstance(value, str), "string", where)
    if hint is int:
        if not re.fullmatch(r"-?\d+", value):
            raise Invalid(
                400, f"Invalid integer: {value}", code="parameter_invalid_integer", param=where
            )
        return int(value)
    if hint is bool:
        expect(value in ("true", "false"), "boolean", where)
        return value == "true"
    return value


def expect(right: bool, kind: str, where: str) -> None:
    """Raises Invalid when a value has another form."""
    if not right:
        raise Invalid(400, f"Invalid {kind}", param=where)
