"""What every type of field knows: its inputs, its answer as JSON, its words on screen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django import forms

from portal.procedures.schema import Condition, Criterion, Field

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Part:
    """One input of a field; `show_if` looks at the field's other parts."""

    field: forms.Field
    show_if: Condition | None = None


def when(part: str, *values: str) -> Condition:
    """Shown when that part has one of these values."""
    return Condition("any", tuple(Criterion(part, "is", value) for value in values))


class FieldType:
    """A type of field. `limits` names the options that it understands, beside what all have.

    The input named "" is the field's own; others are parts (`city` of an address).
    """

    code: ClassVar[str]
    label: ClassVar[str]
    limits: ClassVar[tuple[str, ...]] = ()
    composite: ClassVar[bool] = False  # several labelled inputs under one legend
    answered: ClassVar[bool] = True  # False: nothing of it is kept among the answers
    judged_on: ClassVar[str] = ""  # the part whose value a condition in the browser looks at

    def __init__(self, field: Field) -> None:
        self.field = field

    def knowing(self, answers: Values) -> Self:
        """The same field, once it has looked at what was answered on earlier pages."""
        return self

    def parts(self) -> dict[str, Part]:
        return {"": Part(self.form_field())}

    def drawn(self, answer: Any, sent: Values | None) -> dict[str, Part]:
        """Its inputs, where what was answered or sent decides how many there are."""
        return self.parts()

    def on_paper(self) -> dict[str, Part]:
        """Its inputs on a form to print, which nothing answered or sent decides."""
        return self.parts()

    def form_field(self) -> forms.Field:
        raise NotImplementedError  # each kind of question says it

    def common(self, missing: str) -> dict[str, Any]:
        """What every form field is built with; `missing` says what to do when it is left blank."""
        return {
            "label": self.field.label,
            "help_text": self.field.help,
            "required": self.field.required,
            "error_messages": {"required": missing},
        }

    def answer(self, values: Values) -> Any:
        """The answer as JSON, or None. Raises ValidationError, by part if need be."""
        return values.get("") or None

    def unused(self, typed: Values) -> list[str]:
        """The parts that were left blank and may be, though each of them is required."""
        return []

    def rescued(self, values: Values) -> Any:
        """What can be kept for later of an answer of which something is wrong."""
        return None

    def initial(self, answer: Any) -> dict[str, Any]:
        return {"": answer}

    def display(self, answer: Any) -> str | list[str]:
        """The answer in French, for the check page, the back office and the receipt."""
        return str(answer)

    def problems(self) -> list[str]:
        """What is wrong with the field's own limits, as French sentences."""
        return []


def attributes(**attrs: str) -> dict[str, str]:
    """HTML attributes, blank ones left out."""
    return {name: value for name, value in attrs.items() if value}
