"""A form as data: steps, fields and conditions, read from the JSON of a form version."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from portal.text.money import EUR

Json = Mapping[str, Any]
YES, NO = "oui", "non"


class SchemaError(ValueError):
    """A form that can't be used; `messages` are French sentences for the person editing it."""

    def __init__(self, messages: list[str]) -> None:
        super().__init__(" ".join(messages))
        self.messages = messages


TEXT, YES_OR_NO, WHOLE = "un texte entre guillemets", "true ou false", "un nombre entier"
KINDS: dict[str, tuple[type, ...]] = {TEXT: (str,), YES_OR_NO: (bool,), WHOLE: (int,)}


def _checked(data: Json, **kinds: str) -> Json:
    """The data, where what is given is of these kinds. Raises SchemaError with what to write."""
    for name, kind in kinds.items():
        if data.get(name) is not None and not isinstance(data[name], KINDS[kind]):
            raise SchemaError([f"« {name} » doit être {kind}, et non « {data[name]} »."])
    return data


@dataclass(frozen=True, slots=True)
class Criterion:
    """One comparison of an earlier answer with a value."""

    field: str
    op: str
    value: str = ""

    @classmethod
    def read(cls, data: Json) -> Self:
        _checked(data, field=TEXT, op=TEXT)
        value = data.get("value", "")
        if isinstance(value, bool):
            value = YES if value else NO
        return cls(data.get("field", ""), data.get("op", ""), "" if value is None else str(value))


@dataclass(frozen=True, slots=True)
class Condition:
    """When a step or a field is shown: all, or any, of its criteria are met."""

    match: str
    tests: tuple[Criterion, ...]

    @classmethod
    def read(cls, data: Json | None) -> "Condition | None":
        if not data or not data.get("tests"):
            return None
        _checked(data, match=TEXT)
        return cls(data.get("match", "all"), tuple(map(Criterion.read, data["tests"])))

    def as_json(self) -> dict[str, Any]:
        return {"match": self.match, "tests": [asdict(test) for test in self.tests]}


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Operand:
    """What a calculation takes: an earlier answer, one in each row of a group, or a constant."""

    field: str = ""
    column: str = ""
    value: str = ""

    @classmethod
    def read(cls, data: Json) -> Self:
        _checked(data, field=TEXT, column=TEXT)
        value = "" if data.get("value") is None else str(data["value"])
        return cls(data.get("field") or "", data.get("column") or "", value)

    def as_json(self) -> dict[str, str]:
        return {name: value for name, value in asdict(self).items() if value}


@dataclass(frozen=True, slots=True)
class Calculation:
    """One operation on earlier answers."""

    operation: str
    operands: tuple[Operand, ...] = ()

    @classmethod
    def read(cls, data: Json | None) -> "Calculation | None":
        if not data:
            return None
        _checked(data, operation=TEXT)
        return cls(data.get("operation", ""), tuple(map(Operand.read, data.get("operands") or ())))

    def as_json(self) -> dict[str, Any]:
        operands = [operand.as_json() for operand in self.operands]
        return {"operation": self.operation, "operands": operands}


@dataclass(frozen=True, slots=True)
class Field:
    """One question, or one piece of information, of a step.

    `min` and `max` are numbers, sums as one types them, ISO dates, or "today"; of a group, how many
    rows. `kinds` are the identities accepted; `fields` and `row_label` are those of a group's rows;
    `prefill`: an address may propose its answer.
    """

    key: str
    type: str
    label: str
    help: str = ""
    required: bool = False
    show_if: Condition | None = None
    options: tuple[Option, ...] = ()
    min: int | float | str | None = None
    max: int | float | str | None = None
    max_length: int | None = None
    pattern: str = ""
    pattern_error: str = ""
    max_files: int | None = None
    kinds: tuple[str, ...] = ()
    autocomplete: str = ""
    currency: str = ""
    row_label: str = ""
    fields: tuple["Field", ...] = ()
    calculation: Calculation | None = None
    prefill: bool = False

    @classmethod
    def read(cls, data: Json) -> Self:
        _checked(data, **FIELD_KINDS)
        known = {name: data[name] for name in cls.__slots__ if data.get(name) is not None}
        options = (
            Option(str(option["value"]), option["label"]) for option in data.get("options") or ()
        )
        return cls(
            **known
            | {
                "show_if": Condition.read(data.get("show_if")),
                "options": tuple(options),
                "kinds": tuple(data.get("kinds") or ()),
                "fields": tuple(map(Field.read, data.get("fields") or ())),
                "calculation": Calculation.read(data.get("calculation")),
                "currency": data.get("currency") or (EUR if data.get("type") == "amount" else ""),
            }
        )

    def as_json(self) -> dict[str, Any]:
        """The field as it is frozen: what every field has, then only the limits that were set."""
        always = {
            "key": self.key,
            "type": self.type,
            "label": self.label,
            "help": self.help,
            "required": self.required,
            "show_if": self.show_if.as_json() if self.show_if else None,
        }
        limits: dict[str, Any] = {
            name: getattr(self, name)
            for name in (
                "min",
                "max",
                "max_length",
                "pattern",
                "pattern_error",
                "max_files",
                "autocomplete",
                "currency",
                "row_label",
            )
        }
        limits["options"] = [asdict(option) for option in self.options]
        limits["kinds"] = list(self.kinds)
        limits["fields"] = [item.as_json() for item in self.fields]
        limits["calculation"] = self.calculation.as_json() if self.calculation else None
        limits["prefill"] = self.prefill or None
        return always | {k: v for k, v in limits.items() if v not in (None, "", [])}


FIELD_KINDS = {
    **dict.fromkeys(
        ("key", "type", "label", "help", "pattern", "pattern_error", "autocomplete"), TEXT
    ),
    "currency": TEXT,
    "row_label": TEXT,
    "required": YES_OR_NO,
    "prefill": YES_OR_NO,
    "max_length": WHOLE,
    "max_files": WHOLE,
}


@dataclass(frozen=True, slots=True)
class Step:
    """One page of a form."""

    key: str
    title: str
    help: str = ""
    show_if: Condition | None = None
    fields: tuple[Field, ...] = field(default=())

    @classmethod
    def read(cls, data: Json) -> Self:
        _checked(data, key=TEXT, title=TEXT, help=TEXT)
        return cls(
            data.get("key", ""),
            data.get("title", ""),
            data.get("help") or "",
            Condition.read(data.get("show_if")),
            tuple(map(Field.read, data.get("fields") or ())),
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "title": self.title,
            "help": self.help,
            "show_if": self.show_if.as_json() if self.show_if else None,
            "fields": [item.as_json() for item in self.fields],
        }


@dataclass(frozen=True, slots=True)
class FormSchema:
    """A whole form. Once checked (`validation.check`), its conditions only look backwards."""

    steps: tuple[Step, ...] = ()

    @classmethod
    def read(cls, data: Json) -> Self:
        """The form in this JSON. Raises SchemaError when it hasn't the shape of one."""
        try:
            return cls(tuple(map(Step.read, data.get("steps") or ())))
        except (AttributeError, KeyError, TypeError) as error:
            raise SchemaError([f"Le formulaire est illisible ({error})."]) from error

    def as_json(self) -> dict[str, Any]:
        return {"steps": [step.as_json() for step in self.steps]}

    def fields(self) -> Iterator[Field]:
        for step in self.steps:
            yield from step.fields

    def field(self, key: str) -> Field | None:
        return next((item for item in self.fields() if item.key == key), None)

    def step(self, key: str) -> Step | None:
        return next((step for step in self.steps if step.key == key), None)
