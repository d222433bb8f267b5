"""A procedure's whole form on one page, as an agent fills it in for a person."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from portal.demandes.completeness import SPARED_BY_AGENTS
from portal.procedures.conditions import holds
from portal.procedures.forms import Question, StepForm, input_name
from portal.procedures.schema import Field, FormSchema, Step

KEY: Final = "tout"  # what the session calls the page when it keeps what was left unfinished
WAYS: Final = ("email", "phone", "address", "postal_code", "city")
REACH = (
    "Indiquez au moins un moyen de joindre la personne\u00a0: "
    "e-mail, téléphone ou adresse postale complète."
)


@dataclass(frozen=True)
class Section:
    """A step of the form as a part of the page; `show_if` is JSON for conditions.js."""

    title: str
    help: str
    key: str
    show_if: str
    questions: list[Question]


class WholeForm(StepForm):
    """All the steps at once, judged in their order: what is hidden is neither judged nor kept.

    What a caller can't give isn't required: an e-mail address as long as they can be reached
    another way, nor a file.
    """

    def __init__(self, schema: FormSchema, *, answers: Mapping[str, Any], **kwargs: Any) -> None:
        self.schema = schema
        self._step_of = {field.key: step for step in schema.steps for field in step.fields}
        super().__init__(whole(schema), answers=answers, **kwargs)
        for field in self._identities():
            for part in WAYS:
                if (name := input_name(field.key, part)) in self.fields:
                    self.fields[name].required = False

    def reachable(self) -> list[Field]:
        return list(self.step.fields)

    def shows(self, field: Field) -> bool:
        return holds(self._step_of[field.key].show_if, self.answers) and super().shows(field)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for field in self._identities():
            answer = self.answers.get(field.key)
            if field.required and answer and not _can_be_reached(answer):
                del self.answers[field.key]
                self.add_error(input_name(field.key, "phone"), REACH)
        return data

    def sections(self) -> Iterator[Section]:
        """The questions under the titles of their steps."""
        asked = {question.field.key: question for question in self.questions()}
        for step in self.schema.steps:
            condition = self.page_condition(step.show_if)
            questions = [asked[field.key] for field in step.fields]
            yield Section(step.title, step.help, step.key, condition, questions)

    def _identities(self) -> list[Field]:
        return [field for field in self.items if field.type == "identity"]


def whole(schema: FormSchema) -> Step:
    """Every field of the form as those of one step."""
    return Step(KEY, "", fields=tuple(map(_spared, schema.fields())))


def _spared(field: Field) -> Field:
    return replace(field, required=field.required and field.type not in SPARED_BY_AGENTS)


def _can_be_reached(identity: Mapping[str, str]) -> bool:
    by_letter = all(identity.get(part) for part in ("address", "postal_code", "city"))
    return bool(identity.get("email") or identity.get("phone") or by_letter)
