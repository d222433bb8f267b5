"""The small forms of the counter. Sums are cleaned into minor units."""

from typing import Any
from uuid import uuid4

from django import forms

from payments.models import Means, Regie
from payments.money_field import MoneyField
from payments.workflow.closing import Expected
from payments.workflow.depositing import ON_PAPER
from portal.accounts.models import Kind, User
from portal.text import money

# Notes and coins in euros, in cents: the cash is counted by how many of each.
EUROS = (50000, 20000, 10000, 5000, 2000, 1000, 500, 200, 100, 50, 20, 10, 5, 2, 1)
MOST_PIECES = 9_999


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Pourquoi\u00a0?",
        help_text="Par exemple\u00a0: saisi sur la mauvaise facture. N’écrivez aucun nom.",
        max_length=200,
        error_messages={"required": "Dites pourquoi l’encaissement est annulé."},
    )


class ClosingForm(forms.Form):
    """What was counted, by means; cash may be counted by notes and coins."""

    def __init__(self, data: Any = None, *, regie: Regie, expected: list[Expected]) -> None:
        super().__init__(data)
        self.regie, self.expected = regie, expected
        for line in expected:
            self.fields[line.means.value] = MoneyField(
                label=f"{line.means.label}\u00a0: compté",
                help_text=f"Attendu\u00a0: {money.display(line.amount, regie.currency)}",
                currency=regie.currency,
                least=0,
                error_messages={
                    "required": f"{line.means.label}\u00a0: écrivez ce qui est compté."
                },
            )
        for value in self.pieces:
            self.fields[f"n{value}"] = forms.IntegerField(
                label=money.display(value, regie.currency),
                required=False,
                min_value=0,
                max_value=MOST_PIECES,
                widget=forms.TextInput({"inputmode": "numeric", "size": 4}),
            )
        self.fields["note"] = forms.CharField(
            label="Explication de l’écart",
            help_text="Nécessaire si le compté n’est pas l’attendu.",
            max_length=300,
            required=False,
            widget=forms.Textarea({"rows": 2}),
        )

    @property
    def pieces(self) -> tuple[int, ...]:
        return EUROS if self.regie.currency == money.EUR else ()

    @property
    def sums(self) -> list[forms.BoundField]:
        return [self[line.means.value] for line in self.expected]

    @property
    def numbers(self) -> list[forms.BoundField]:
        return [self[f"n{value}"] for value in self.pieces]

    @property
    def counted(self) -> dict[Means, int]:
        return {line.means: self.cleaned_data[line.means.value] for line in self.expected}

    def by_pieces(self) -> int:
        """What the notes and coins typed make, whatever else is wrong."""
        self.is_valid()
        return sum(value * (self.cleaned_data.get(f"n{value}") or 0) for value in self.pieces)

    def with_cash(self, amount: int) -> "ClosingForm":
        """The same form, the cash written in, nothing refused yet."""
        data = self.data.copy()  # type: ignore[attr-defined]  # a request's POST
        data[Means.CASH.value] = money.written(amount, self.regie.currency)
        form = ClosingForm(data, regie=self.regie, expected=self.expected)
        form._errors = {}  # type: ignore[attr-defined]  # nothing is refused before it is sent
        return form


class DepositForm(forms.Form):
    """What is paid in: some or all of the cash, all the cheques or all the CESU."""

    key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    means = forms.ChoiceField(
        label="Ce qui est versé",
        widget=forms.RadioSelect,
        error_messages={"required": "Choisissez ce qui est versé."},
    )

    def __init__(self, data: Any = None, *, regie: Regie, held: dict[Means, int]) -> None:
        super().__init__(data)
        self.fields["means"].choices = [  # type: ignore[attr-defined]  # a choice field
            (means.value, f"{means.label}, {money.display(amount, regie.currency)}")
            for means, amount in held.items()
        ]
        self.fields["amount"] = MoneyField(
            label="Montant, pour les espèces",
            help_text="Vide\u00a0: toutes les espèces. Les chèques et les CESU partent tous.",
            currency=regie.currency,
            required=False,
        )

    @property
    def amount(self) -> int | None:
        paper = self.cleaned_data["means"] in ON_PAPER
        amount: int | None = None if paper else self.cleaned_data["amount"]
        return amount


class HandoverForm(forms.Form):
    """Who takes over, and what both counted."""

    to = forms.EmailField(
        label="Adresse professionnelle de la personne qui prend la suite",
        max_length=254,
        error_messages={"required": "Écrivez l’adresse de la personne qui prend la suite."},
    )

    def __init__(self, data: Any = None, *, regie: Regie, held: int) -> None:
        super().__init__(data)
        self.regie = regie
        self.fields["counted"] = MoneyField(
            label="Espèces comptées ensemble",
            help_text=f"Le livre dit\u00a0: {money.display(held, regie.currency)}",
            currency=regie.currency,
            least=0,
            error_messages={"required": "Écrivez ce qui a été compté."},
        )
        self.fields["note"] = forms.CharField(
            label="Réserves",
            help_text="Nécessaires si le compté n’est pas celui du livre.",
            max_length=300,
            required=False,
            widget=forms.Textarea({"rows": 2}),
        )

    def clean_to(self) -> User:
        """An agent of the organisation, or one who already holds a mandate here."""
        agents = User.objects.filter(kind=Kind.AGENT, is_active=True)
        near = agents.filter(memberships__service__organisation=self.regie.organisation_id)
        found = (near | agents.filter(mandates__regie=self.regie)).distinct()
        agent = found.filter(email=self.cleaned_data["to"].lower()).first()
        if agent is None:
            raise forms.ValidationError(
                "Aucun agent de la collectivité n’a cette adresse\u00a0: vérifiez-la."
            )
        return agent
