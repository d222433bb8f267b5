"""A new invoice at the counter: who pays, until when, and from one to ten lines."""

from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.core.validators import RegexValidator
from django.utils import timezone

from payments.money_field import MoneyField
from payments.splitting import RATES, rate_words
from payments.workflow.issuing import Line, Payer
from portal.text.money import LARGEST

MOST_LINES = 10
AHEAD = timedelta(days=730)


class InvoiceForm(forms.Form):
    """Whom the invoice is for."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    subject = forms.CharField(
        label="Objet", help_text="Par exemple\u00a0: cantine de novembre.", max_length=100
    )
    payer_name = forms.CharField(label="Nom du payeur", max_length=120)
    payer_email = forms.EmailField(label="Courriel", max_length=254, required=False)
    payer_address = forms.CharField(
        label="Adresse postale",
        max_length=400,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    payer_reference = forms.CharField(
        label="Numéro de compte usager", max_length=40, required=False
    )
    due_on = forms.DateField(
        label="À payer avant le",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Choisissez une date, par exemple 15/01/2027."},
    )

    def clean_due_on(self) -> object:
        due, today = self.cleaned_data["due_on"], timezone.localdate()
        if not today <= due <= today + AHEAD:
            raise forms.ValidationError("Choisissez une date à venir, dans les deux ans.")
        return due

    @property
    def payer(self) -> Payer:
        said = self.cleaned_data
        return Payer(
            said["payer_name"], said["payer_email"], said["payer_address"], said["payer_reference"]
        )


class LineForm(forms.Form):
    """A line; one that says nothing is left out."""

    label = forms.CharField(label="Libellé", max_length=200)
    quantity = forms.DecimalField(
        label="Quantité",
        max_digits=9,
        decimal_places=3,
        min_value=Decimal("0.001"),
        localize=True,
        initial=1,
        widget=forms.TextInput({"inputmode": "decimal", "size": 6}),
    )
    vat_rate = forms.ChoiceField(
        label="TVA", choices=[(str(rate), rate_words(rate)) for rate in RATES], initial="0"
    )
    revenue_code = forms.CharField(
        label="Code de recette",
        max_length=20,
        validators=[
            RegexValidator(r"^[0-9A-Za-z.-]+\Z", "Des chiffres et des lettres, sans espace.")
        ],
        widget=forms.TextInput({"size": 8}),
    )

    def __init__(self, *args: Any, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit_price"] = MoneyField(
            label="Prix unitaire TTC", currency=currency, least=-LARGEST
        )
        self.order_fields(["label", "quantity", "unit_price", "vat_rate", "revenue_code"])

    @property
    def line(self) -> Line:
        said = self.cleaned_data
        return Line(
            said["label"],
            said["unit_price"],
            said["revenue_code"],
            said["quantity"],
            int(said["vat_rate"]),
        )


class Lines(forms.BaseFormSet[LineForm]):
    """From one to ten lines."""

    def clean(self) -> None:
        if not any(self.errors) and not self.lines:
            raise forms.ValidationError("Écrivez au moins une ligne.")

    @property
    def lines(self) -> list[Line]:
        return [form.line for form in self.forms if form.has_changed() and form.cleaned_data]


LineForms = forms.formset_factory(
    LineForm, formset=Lines, extra=1, max_num=MOST_LINES, absolute_max=MOST_LINES, validate_max=True
)
