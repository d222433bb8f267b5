"""A sum of money in a form of the staff: typed in euros or francs, cleaned into minor units."""

from typing import Any

from django import forms

from portal.text import money

MOST = 100_000_000  # minor units: one million euros


class MoneyField(forms.CharField):
    """« 12,50 » is 1250; `least` in minor units."""

    def __init__(self, *, currency: str, least: int = 0, **options: Any) -> None:
        self.currency, self.least = currency, least
        widget = forms.TextInput({"inputmode": "decimal", "autocomplete": "off", "size": 12})
        super().__init__(**{"max_length": 20, "widget": widget, **options})

    def clean(self, value: Any) -> int | None:  # type: ignore[override]  # a sum, where text was
        typed = super().clean(value)
        if not typed:
            return None
        try:
            minor = money.parse(typed, self.currency)
        except ValueError:
            raise forms.ValidationError(
                f"{self.label}\u00a0: écrivez une somme, par exemple 12,50."
            ) from None
        if not self.least <= minor <= MOST:
            raise forms.ValidationError(f"{self.label}\u00a0: cette somme n’est pas possible.")
        return minor
