"""Cancelling an invoice; giving the numbers of the titles that take over."""

from collections.abc import Sequence
from typing import Any

from django import forms

from payments.models import Invoice

NO_TITLE = "Écrivez le numéro du titre émis par l’ordonnateur."


class CancelForm(forms.Form):
    reason = forms.CharField(
        label="Motif",
        max_length=200,
        help_text="Il est gardé avec la facture. Sans donnée de santé.",
        error_messages={"required": "Écrivez pourquoi cette facture est annulée."},
    )


class TransferForm(forms.Form):
    title_number = forms.CharField(
        label="Numéro du titre", max_length=40, error_messages={"required": NO_TITLE}
    )


class TransferManyForm(forms.Form):
    """A tick and a title for each overdue invoice; `chosen` once it is valid."""

    def __init__(self, *args: Any, invoices: Sequence[Invoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.invoices = {invoice.number: invoice for invoice in invoices}
        for number in self.invoices:
            self.fields[f"tick_{number}"] = forms.BooleanField(
                required=False, label=f"Transmettre la facture {number}"
            )
            self.fields[f"title_{number}"] = forms.CharField(
                required=False,
                max_length=40,
                label=f"Numéro de titre de la facture {number}",
                widget=forms.TextInput({"size": "12"}),
            )

    @property
    def rows(self) -> list[tuple[Invoice, Any, Any]]:
        return [
            (invoice, self[f"tick_{number}"], self[f"title_{number}"])
            for number, invoice in self.invoices.items()
        ]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        ticked = [number for number in self.invoices if told.get(f"tick_{number}")]
        if not ticked and not self.errors:
            self.add_error(None, "Cochez au moins une facture.")
        for number in ticked:
            if not told.get(f"title_{number}"):
                self.add_error(f"title_{number}", f"Facture {number}\u00a0: il manque son titre.")
        self.chosen = {self.invoices[number]: told.get(f"title_{number}", "") for number in ticked}
        return told
