"""A sum typed in a form, in minor units of a régie's currency."""

from typing import Any

from django import forms

from portal.text.money import CURRENCIES, EUR, LARGEST, display, parse, written


class MoneyField(forms.CharField):
    """« 12,50 », « 12 € »; None where nothing is typed and nothing is required.

    `too_much` is said above `most`, which it may show as `{most}`.
    """

    def __init__(
        self,
        *,
        currency: str = EUR,
        least: int = 1,
        most: int = LARGEST,
        too_much: str = "Ce montant est trop grand.",
        **kwargs: Any,
    ) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off", "size": "12"}
        kwargs.setdefault("error_messages", {"required": "Écrivez le montant."})
        super().__init__(max_length=24, widget=forms.TextInput(attrs), **kwargs)
        self.currency, self.least, self.most, self.too_much = currency, least, most, too_much

    def prepare_value(self, value: Any) -> Any:
        """What is stored, as one would type it; what was typed, as it was."""
        return written(value, self.currency) if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)

    def clean(self, value: Any) -> int | None:
        typed = super().clean(value)
        if not typed:
            return None
        try:
            amount = parse(typed, self.currency)
        except ValueError:
            raise forms.ValidationError(self._unreadable()) from None
        if amount < self.least:
            raise forms.ValidationError("Le montant doit être supérieur à zéro.")
        if amount > self.most:
            most = display(self.most, self.currency)
            raise forms.ValidationError(self.too_much.format(most=most))
        return amount

    def _unreadable(self) -> str:
        currency = CURRENCIES[self.currency]
        example = "par exemple 12,50" if currency.decimals else "sans virgule"
        return f"Ce montant n’est pas lisible. Écrivez des {currency.name}, {example}."
