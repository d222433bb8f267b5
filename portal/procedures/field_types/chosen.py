"""Fields that are chosen: yes or no, one of several, several."""

from typing import Any, ClassVar

from django import forms

from portal.procedures.field_types.base import FieldType, Values
from portal.procedures.schema import NO, YES, Option

MOST_OPTIONS = 60


class Choice(FieldType):
    """One of several; kept as the option's value."""

    code, label = "choice", "Choix unique"
    limits: ClassVar[tuple[str, ...]] = ("options",)

    def options(self) -> tuple[Option, ...]:
        return self.field.options

    def form_field(self) -> forms.Field:
        built = forms.ChoiceField(
            choices=[(option.value, option.label) for option in self.options()],
            widget=forms.RadioSelect,
            **self.common(f"Choisissez une réponse à « {self.field.label} »."),
        )
        built.error_messages["invalid_choice"] = "Choisissez une des réponses proposées."
        return built

    def display(self, answer: Any) -> str | list[str]:
        labels = {option.value: option.label for option in self.options()}
        return labels.get(answer, str(answer))

    def problems(self) -> list[str]:
        values = [option.value for option in self.options()]
        if not 2 <= len(values) <= MOST_OPTIONS:
            return [f"« {self.field.label} » : proposez de 2 à {MOST_OPTIONS} réponses."]
        if any(not option.value or not option.label for option in self.options()):
            return [f"« {self.field.label} » : une réponse proposée est vide."]
        if len(set(values)) < len(values):
            return [f"« {self.field.label} » : deux réponses ont la même valeur."]
        return []


class YesNo(Choice):
    """Yes or no; kept as « oui » or « non »."""

    code, label = "yes_no", "Oui ou non"
    limits = ()

    def options(self) -> tuple[Option, ...]:
        return (Option(YES, "Oui"), Option(NO, "Non"))


class MultipleChoice(Choice):
    """Several of several; kept as the list of the options' values, in the form's order."""

    code, label = "multiple_choice", "Choix multiple"

    def form_field(self) -> forms.Field:
        built = forms.MultipleChoiceField(
            choices=[(option.value, option.label) for option in self.field.options],
            widget=forms.CheckboxSelectMultiple,
            **self.common(f"Cochez au moins une réponse à « {self.field.label} »."),
        )
        built.error_messages["invalid_choice"] = "Choisissez parmi les réponses proposées."
        return built

    def answer(self, values: Values) -> Any:
        chosen = set(values.get("") or ())
        return [option.value for option in self.field.options if option.value in chosen] or None

    def display(self, answer: Any) -> str | list[str]:
        labels = {option.value: option.label for option in self.field.options}
        return [labels.get(value, str(value)) for value in answer]
