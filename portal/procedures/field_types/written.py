"""Fields that are typed: text, number, date, e-mail, telephone."""

import re
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils import timezone

from portal.procedures.field_types.base import FieldType, Values, attributes
from portal.procedures.patterns import pattern_problem
from portal.procedures.schema import Field
from portal.text import dates, phones
from portal.text.french import fold

TEXT_LENGTH, LONG_TEXT_LENGTH = 200, 4000
TODAY = "today"
FIGURES = re.compile(r"\d{1,2}/\d{1,2}/\d{4}|\d{4}/\d{1,2}/\d{1,2}")
MONTHS = {fold(name): str(number) for number, name in enumerate(dates.MONTHS, 1)}


class Text(FieldType):
    code, label = "text", "Texte court"
    limits: ClassVar[tuple[str, ...]] = ("max_length", "pattern", "pattern_error", "autocomplete")
    longest = TEXT_LENGTH

    def form_field(self) -> forms.Field:
        length = min(self.field.max_length or self.longest, self.longest)
        built = forms.CharField(
            max_length=length,
            widget=self.widget(),
            **self.common(f"Remplissez « {self.field.label} »."),
        )
        built.error_messages["max_length"] = (
            f"Raccourcissez votre réponse : {length} caractères au plus."
        )
        if self.field.pattern:
            message = self.field.pattern_error or f"Vérifiez la forme de « {self.field.label} »."
            built.validators.append(RegexValidator(rf"\A(?:{self.field.pattern})\Z", message))
        return built

    def widget(self) -> forms.Widget:
        return forms.TextInput(attributes(autocomplete=self.field.autocomplete))

    def problems(self) -> list[str]:
        problem = pattern_problem(self.field.pattern) if self.field.pattern else ""
        found = [f"« {self.field.label} » : {problem}"] if problem else []
        if self.field.pattern and not self.field.pattern_error:
            found.append(
                f"« {self.field.label} » : écrivez la phrase à afficher quand le format est faux."
            )
        if self.field.max_length is not None and not 1 <= self.field.max_length <= self.longest:
            found.append(
                f"« {self.field.label} » : la longueur va de 1 à {self.longest} caractères."
            )
        return found


class LongText(Text):
    code, label = "long_text", "Texte long"
    limits = ("max_length",)
    longest = LONG_TEXT_LENGTH

    def widget(self) -> forms.Widget:
        return forms.Textarea({"rows": "6"})


class Number(FieldType):
    """A number with at most two decimals; kept as a JSON number."""

    code, label = "number", "Nombre"
    limits = ("min", "max")

    def form_field(self) -> forms.Field:
        built = SpacedDecimalField(
            localize=True,
            max_digits=12,
            decimal_places=2,
            min_value=_number(self.field.min),
            max_value=_number(self.field.max),
            widget=forms.TextInput({"inputmode": "decimal"}),
            **self.common(f"Indiquez un nombre pour « {self.field.label} », par exemple 3."),
        )
        built.error_messages |= {
            "invalid": "Écrivez un nombre en chiffres, par exemple 3 ou 12,50.",
            "min_value": f"Indiquez {_written(self.field.min)} au moins.",
            "max_value": f"Indiquez {_written(self.field.max)} au plus.",
            "max_digits": "Ce nombre est trop grand : vérifiez-le.",
            "max_whole_digits": "Ce nombre est trop grand : vérifiez-le.",
            "max_decimal_places": "Écrivez deux chiffres au plus après la virgule.",
        }
        return built

    def answer(self, values: Values) -> Any:
        number: Decimal | None = values.get("")
        if number is None:
            return None
        return int(number) if number == number.to_integral_value() else float(number)

    def initial(self, answer: Any) -> dict[str, Any]:
        return {"": None if answer is None else self.display(answer)}

    def display(self, answer: Any) -> str:
        """« 3 », « 2026 », « 1 240,50 »: only an amount is cut in thousands."""
        if isinstance(answer, int):
            return str(answer)
        return f"{answer:,.2f}".replace(",", dates.NBSP).replace(".", ",")

    def problems(self) -> list[str]:
        low, high = self.field.min, self.field.max
        if isinstance(low, str) or isinstance(high, str):
            return [f"« {self.field.label} » : les limites sont des nombres."]
        disordered = low is not None and high is not None and low > high
        return [_disordered(self.field)] if disordered else []


class SpacedDecimalField(forms.DecimalField):
    """A number typed as one writes it: 1 250,50."""

    def to_python(self, value: Any) -> Any:
        return super().to_python("".join(value.split()) if isinstance(value, str) else value)


class FrenchDateField(forms.DateField):
    """A day typed as one says it: 27 3 1985, 27/03/1985, 27 mars 1985."""

    default_error_messages: ClassVar[dict[str, Any]] = {
        "unreal": "Cette date n’existe pas. Vérifiez le jour et le mois."
    }

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, str):
            value = self.in_figures(value)
        try:
            return super().to_python(value)
        except ValidationError:
            if FIGURES.fullmatch(value):
                raise ValidationError(self.error_messages["unreal"], code="unreal") from None
            raise

    @staticmethod
    def in_figures(typed: str) -> str:
        words = re.split(r"[\s./-]+", fold(typed.strip()))
        return "/".join("1" if word == "1er" else MONTHS.get(word, word) for word in words)


class Date(FieldType):
    """A day; kept in ISO form. Its limits are ISO dates or "today"."""

    code, label = "date", "Date"
    limits = ("min", "max", "autocomplete")

    def form_field(self) -> forms.Field:
        built = FrenchDateField(
            input_formats=["%d/%m/%Y", "%Y/%m/%d"],
            widget=forms.DateInput(
                {"inputmode": "text"} | attributes(autocomplete=self.field.autocomplete),
                format="%d/%m/%Y",
            ),
            **self.common(f"Indiquez une date pour « {self.field.label} », par exemple 27 3 1985."),
        )
        built.error_messages["invalid"] = (
            "Écrivez le jour, le mois et l’année, par exemple 27 3 1985."
        )
        if not built.help_text:
            built.help_text = "Par exemple : 27 3 1985"
        return built

    def answer(self, values: Values) -> Any:
        day: date | None = values.get("")
        if day is None:
            return None
        earliest, latest = (
            _bound(self.field.min) or date(1880, 1, 1),
            _bound(self.field.max) or date(2200, 1, 1),
        )
        if day < earliest:
            raise ValidationError(f"Indiquez une date à partir du {earliest:%d/%m/%Y}.")
        if day > latest:
            raise ValidationError(f"Indiquez une date jusqu’au {latest:%d/%m/%Y}.")
        return day.isoformat()

    def initial(self, answer: Any) -> dict[str, Any]:
        return {"": date.fromisoformat(answer) if answer else None}

    def display(self, answer: Any) -> str:
        return f"{date.fromisoformat(answer):%d/%m/%Y}"

    def problems(self) -> list[str]:
        try:
            earliest, latest = _bound(self.field.min), _bound(self.field.max)
        except (TypeError, ValueError):
            return [
                f"« {self.field.label} » : les limites sont des dates (2026-01-31) ou « today »."
            ]
        return [_disordered(self.field)] if earliest and latest and earliest > latest else []


class Email(FieldType):
    code, label = "email", "Adresse e-mail"

    def form_field(self) -> forms.Field:
        missing = f"Indiquez une adresse pour « {self.field.label} », par exemple nom@exemple.fr."
        return email_field(**self.common(missing))


class Phone(FieldType):
    """A telephone number; kept in E.164 form."""

    code, label = "phone", "Téléphone"

    def form_field(self) -> forms.Field:
        missing = f"Indiquez un numéro pour « {self.field.label} », par exemple 06 12 34 56 78."
        return PhoneField(**self.common(missing))

    def initial(self, answer: Any) -> dict[str, Any]:
        return {"": phones.display(answer) if answer else ""}

    def display(self, answer: Any) -> str:
        return phones.display(answer)


class PhoneField(forms.CharField):
    """A telephone number of France, mainland or overseas, or an international one."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput({"type": "tel", "autocomplete": "tel", "inputmode": "tel"})
        super().__init__(max_length=30, widget=widget, **kwargs)

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        try:
            return phones.normalise(typed) if typed else ""
        except ValueError:
            message = "Ce numéro n’est pas reconnu. Écrivez-le comme ceci : 06 12 34 56 78."
            raise ValidationError(message) from None


def email_field(**kwargs: Any) -> forms.EmailField:
    built = forms.EmailField(
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email", "inputmode": "email"}),
        **kwargs,
    )
    message = "Vérifiez l’adresse e-mail : elle s’écrit comme nom@exemple.fr."
    built.error_messages["invalid"] = message
    built.validators[0].message = message  # type: ignore[attr-defined]  # Django's EmailValidator
    return built


def _number(limit: int | float | str | None) -> Decimal | None:
    return None if limit is None else Decimal(str(limit))


def _written(limit: int | float | str | None) -> str:
    return str(limit).replace(".", ",")


def _bound(limit: Any) -> date | None:
    if limit in (None, ""):
        return None
    return timezone.localdate() if limit == TODAY else date.fromisoformat(limit)


def _disordered(field: Field) -> str:
    return f"« {field.label} » : la limite basse dépasse la limite haute."
