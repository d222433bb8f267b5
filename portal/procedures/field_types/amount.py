"""A sum of money."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError

from portal.procedures.field_types.base import FieldType, Values
from portal.text import money
from portal.text.money import CURRENCIES


class AmountField(forms.CharField):
    """Money typed as one writes it; becomes whole minor units, or None."""

    def __init__(self, *, currency: str, **kwargs: Any) -> None:
        widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=30, widget=widget, **kwargs)
        self.currency = currency

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        try:
            return money.parse(typed, self.currency) if typed else None
        except ValueError:
            sample = "1\u00a0234,50" if CURRENCIES[self.currency].decimals else "1\u00a0234"
            message = f"Écrivez la somme en chiffres, par exemple {sample}."
            raise ValidationError(message) from None


class Amount(FieldType):
    """A sum of money; kept as `{minor, currency}`. Its limits are written as a sum is typed.

    Not below zero unless its own limit says so.
    """

    code, label = "amount", "Montant"
    limits: ClassVar[tuple[str, ...]] = ("currency", "min", "max")

    @property
    def currency(self) -> str:
        return self.field.currency

    def form_field(self) -> forms.Field:
        name = CURRENCIES[self.currency].name
        common = self.common(f"Indiquez une somme pour « {self.field.label} », en {name}.")
        common["help_text"] = common["help_text"] or f"En {name}"
        return AmountField(currency=self.currency, **common)

    def answer(self, values: Values) -> Any:
        minor: int | None = values.get("")
        if minor is None:
            return None
        low, high = self._limit(self.field.min, "0"), self._limit(self.field.max)
        if low is not None and minor < low:
            raise ValidationError(f"Indiquez {money.display(low, self.currency)} au moins.")
        if high is not None and minor > high:
            raise ValidationError(f"Indiquez {money.display(high, self.currency)} au plus.")
        return {"minor": minor, "currency": self.currency}

    def initial(self, answer: Any) -> dict[str, Any]:
        return {"": money.written(answer["minor"], answer["currency"]) if answer else None}

    def display(self, answer: Any) -> str:
        return money.display(answer["minor"], answer["currency"])

    def problems(self) -> list[str]:
        if self.currency not in CURRENCIES:
            return [f"« {self.field.label} » : la monnaie « {self.currency} » n’existe pas."]
        try:
            low, high = self._limit(self.field.min), self._limit(self.field.max)
        except ValueError:
            return [f"« {self.field.label} » : écrivez les limites comme une somme : 1234,50."]
        if low is not None and high is not None and low > high:
            return [f"« {self.field.label} » : la limite basse dépasse la limite haute."]
        return []

    def _limit(self, limit: Any, otherwise: str = "") -> int | None:
        """A limit in minor units. Raises ValueError, for a float too: those aren't exact."""
        typed = otherwise if limit in (None, "") else limit
        if not isinstance(typed, str | int):
            raise ValueError(typed)
        return money.parse(str(typed), self.currency) if typed != "" else None
