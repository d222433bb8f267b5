"""Taking a sum: by which means, what it settles, and the change to give back."""

from typing import Any
from uuid import uuid4

from django import forms

from payments.models import Invoice, Means, Regie
from payments.money_field import MoneyField
from portal.text import money

COUNTER = [
    (Means.CASH.value, "Espèces"),
    (Means.CHEQUE.value, "Chèque"),
    (Means.TERMINAL.value, "Carte, sur le terminal"),
    (Means.TRANSFER.value, "Virement"),
    (Means.CESU.value, "CESU"),
]
NEEDED = {  # what each means must say, and the sentence when it doesn't
    Means.CHEQUE: ("cheque", "Écrivez la banque et le numéro du chèque."),
    Means.TERMINAL: ("ticket", "Écrivez le numéro du ticket de carte."),
    Means.TRANSFER: ("transfer", "Écrivez la référence du virement."),
    Means.CESU: ("cesu", "Écrivez le nombre ou les numéros des CESU."),
}


class CollectForm(forms.Form):
    """An amount for each invoice, all that is due at first; only what the means asks is read."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    means = forms.ChoiceField(
        label="Moyen de paiement",
        choices=COUNTER,
        initial=Means.CASH.value,
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez le moyen de paiement."},
    )

    def __init__(self, data: Any = None, *, regie: Regie, invoices: list[Invoice]) -> None:
        super().__init__(data)
        self.regie, self.invoices = regie, invoices
        for invoice in invoices:
            self.fields[amount_of(invoice)] = MoneyField(
                label=f"Encaissé pour {invoice.number}",
                help_text=f"{invoice.payer_name}, {invoice.subject}. "
                f"Reste dû\u00a0: {money.display(invoice.due, regie.currency)}",
                currency=regie.currency,
                initial=money.written(invoice.due, regie.currency),
            )
        self.fields["given"] = MoneyField(
            label="Espèces\u00a0: reçu de la main à la main",
            help_text="Vide\u00a0: le compte est bon.",
            currency=regie.currency,
            least=0,
            required=False,
        )
        for name, label, most in (
            ("cheque", "Chèque\u00a0: banque et numéro", 60),
            ("ticket", "Carte\u00a0: numéro du ticket", 30),
            ("transfer", "Virement\u00a0: référence", 60),
            ("cesu", "CESU\u00a0: nombre ou numéros", 60),
        ):
            self.fields[name] = forms.CharField(label=label, max_length=most, required=False)
        self.order_fields([*map(amount_of, invoices), "means", "given"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if needed := NEEDED.get(cleaned.get("means", "")):
            name, sentence = needed
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        if not self.errors and cleaned["means"] == Means.CASH and self.change < 0:
            missing = money.display(-self.change, self.regie.currency)
            self.add_error("given", f"Il manque {missing}\u00a0: vérifiez la somme reçue.")
        return cleaned

    @property
    def amounts(self) -> dict[Invoice, int]:
        return {invoice: self.cleaned_data[amount_of(invoice)] for invoice in self.invoices}

    @property
    def total(self) -> int:
        return sum(self.amounts.values())

    @property
    def change(self) -> int:
        """What to give back, in minor units."""
        given = self.cleaned_data.get("given")
        is_cash = self.cleaned_data["means"] == Means.CASH
        return given - self.total if is_cash and given is not None else 0

    @property
    def detail(self) -> str:
        """What is kept beside the payment."""
        means = Means(self.cleaned_data["means"])
        if means in NEEDED:
            return str(self.cleaned_data[NEEDED[means][0]])
        if self.cleaned_data.get("given") is None:
            return ""
        sums = [
            money.display(each, self.regie.currency)
            for each in (self.cleaned_data["given"], self.change)
        ]
        return f"Reçu {sums[0]}, rendu {sums[1]}"


def amount_of(invoice: Invoice) -> str:
    """The name of the field that says how much is taken for it."""
    return f"amount_{invoice.pk}"
