"""What a person types to find an invoice, and to pay."""

from collections.abc import Sequence
from typing import Any

from django import forms

from payments.models import Invoice
from portal.text import money

AMOUNT = "Écrivez le montant en chiffres. Par exemple\u00a0: 42,50."


class FindForm(forms.Form):
    """The number, the amount and the code of an invoice, as a letter or an e-mail gives them."""

    number = forms.CharField(
        label="Numéro de la facture",
        help_text="En haut de la facture. Par exemple\u00a0: CANT2026000123.",
        max_length=40,
        error_messages={"required": "Indiquez le numéro de la facture."},
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )
    amount = forms.CharField(
        label="Montant de la facture",
        help_text="Le montant total de la facture, ou ce qui reste à payer. "
        "Par exemple\u00a0: 42,50.",
        max_length=20,
        error_messages={"required": "Indiquez le montant de la facture."},
        widget=forms.TextInput({"autocomplete": "off", "inputmode": "decimal"}),
    )
    code = forms.CharField(
        label="Code de paiement",
        help_text="Huit lettres, sur la facture ou dans l’e-mail. Par exemple\u00a0: BCDF HJKL.",
        max_length=40,
        error_messages={"required": "Indiquez le code de paiement."},
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def clean_amount(self) -> str:
        """As typed: the invoice's currency, known later, says how much that is."""
        typed: str = self.cleaned_data["amount"]
        try:
            money.parse(typed, money.EUR)
        except ValueError as error:
            raise forms.ValidationError(AMOUNT, code="amount") from error
        return typed


class PayForm(forms.Form):
    email = forms.EmailField(
        label="Adresse e-mail",
        help_text="Nous y envoyons le reçu.",
        max_length=120,
        error_messages={
            "required": "Indiquez l’adresse où envoyer le reçu.",
            "invalid": "Cette adresse e-mail est incomplète. Par exemple\u00a0: nom@exemple.fr.",
        },
        widget=forms.EmailInput({"autocomplete": "email"}),
    )


class BasketForm(PayForm):
    """Which of the opened invoices of a régie to pay at once."""

    invoices = forms.MultipleChoiceField(
        label="Factures à payer",
        error_messages={
            "required": "Cochez au moins une facture.",
            "invalid_choice": "Une de ces factures n’est plus à payer. Vérifiez la liste.",
        },
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("invoices", "email")

    def __init__(self, data: Any = None, *, payable: Sequence[Invoice], email: str = "") -> None:
        self.payable = {invoice.number: invoice for invoice in payable}
        super().__init__(data, initial={"invoices": list(self.payable), "email": email})
        field = self.fields["invoices"]
        field.choices = [  # type: ignore[attr-defined]  # declared above
            (number, self._label(invoice)) for number, invoice in self.payable.items()
        ]

    def chosen(self) -> list[Invoice]:
        return [self.payable[number] for number in self.cleaned_data["invoices"]]

    @staticmethod
    def _label(invoice: Invoice) -> str:
        due = money.display(invoice.due, invoice.currency)
        return f"{invoice.subject}, {invoice.number}\u00a0: {due}"
