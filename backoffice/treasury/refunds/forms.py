"""Asking for a refund, refusing one, saying that one was paid by hand."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django import forms

from payments.models import Invoice, Payment
from payments.money_field import MoneyField
from payments.workflow import refunding
from portal.text.money import display, written

REASON = "Écrivez pourquoi, en quelques mots\u00a0: la personne qui approuve le lit."
SURPLUS = "surplus"


class AskForm(forms.Form):
    """Of which invoice, or of the surplus; how much; why. `key` makes a second click harmless."""

    of = forms.ChoiceField(
        label="À rembourser",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez ce qui est remboursé."},
    )
    reason = forms.CharField(
        label="Motif",
        max_length=200,
        help_text="Sans nom ni donnée de santé.",
        error_messages={"required": REASON},
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, payment: Payment, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.left = what_is_left(payment)
        self.invoices = {invoice.pk: invoice for invoice, _ in self.left if invoice}
        of, most = self.fields["of"], max((left for _, left in self.left), default=0)
        of.choices = [  # type: ignore[attr-defined]  # a choice
            (_value(invoice), _label(payment, invoice, left)) for invoice, left in self.left
        ]
        if len(self.left) == 1:
            of.initial = _value(self.left[0][0])
        too_much = "C’est plus que ce qui peut encore être remboursé\u00a0: {most} au plus."
        self.fields["amount"] = MoneyField(
            currency=payment.currency, most=most, label="Montant", too_much=too_much
        )
        self.fields["amount"].initial = written(most, payment.currency)
        self.fields["key"].initial = uuid4()
        self.order_fields(["of", "amount", "reason", "key"])

    def told(self) -> dict[str, Any]:
        """As `refunding.ask` takes it."""
        of = self.cleaned_data["of"]
        invoice = None if of == SURPLUS else self.invoices[int(of)]
        return {
            "invoice": invoice,
            **{name: self.cleaned_data[name] for name in ("amount", "reason", "key")},
        }


class RefusalForm(forms.Form):
    reason = forms.CharField(
        label="Motif du refus",
        max_length=200,
        error_messages={"required": "Écrivez pourquoi vous refusez\u00a0: la personne le lira."},
    )


class ByHandForm(forms.Form):
    reference = forms.CharField(
        label="Référence du remboursement",
        max_length=60,
        help_text="Numéro de mandat, de virement ou de reçu.",
        error_messages={"required": "Écrivez la référence qui prouve le remboursement."},
    )


def key_of(posted: Mapping[str, Any]) -> UUID | None:
    """The key that a form carried, if it is one."""
    try:
        return UUID(str(posted.get("key", "")))
    except ValueError:
        return None


def what_is_left(payment: Payment) -> list[tuple[Invoice | None, int]]:
    """Each invoice of the payment, then its surplus, where something may still be given back."""
    left = refunding.what_is_left(payment)
    return [(each, amount) for each, amount in left.items() if amount > 0]


def _value(invoice: Invoice | None) -> str:
    return str(invoice.pk) if invoice else SURPLUS


def _label(payment: Payment, invoice: Invoice | None, left: int) -> str:
    what = f"Facture {invoice.number}, {invoice.subject}" if invoice else "Le trop-perçu"
    return f"{what}\u00a0: {display(left, payment.currency)} au plus"
