"""Closing a difference; bringing PayFiP's statement."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from payments import books
from payments.comparing import of_statement
from payments.gateways.base import Transaction
from payments.models import Regie
from payments.payfip_statement import Line, Wrong, read_statement
from portal.spreadsheets.sheets import RefusedFile

LARGEST = 2_000_000  # bytes: some twenty thousand lines
MOST_DAYS = 62
WRONG_SHOWN = 10


class CloseForm(forms.Form):
    note = forms.CharField(
        label="Ce qui a été trouvé, ce qui a été fait",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        error_messages={"required": "Écrivez ce qui explique l’écart\u00a0: cela reste."},
    )


class StatementForm(forms.Form):
    """The days that the statement covers, and its file; `transactions` once it is valid."""

    first = forms.DateField(
        label="Du",
        widget=forms.DateInput({"type": "date"}),
        error_messages={"required": "Écrivez le premier jour du relevé."},
    )
    last = forms.DateField(
        label="Au",
        widget=forms.DateInput({"type": "date"}),
        error_messages={"required": "Écrivez le dernier jour du relevé."},
    )
    file = forms.FileField(
        label="Relevé PayFiP (CSV)",
        max_length=200,
        widget=forms.FileInput({"accept": ".csv,text/csv"}),
        error_messages={"required": "Choisissez le relevé téléchargé depuis PayFiP."},
    )

    def __init__(self, *args: Any, regie: Regie, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.regie = regie
        self.transactions: list[Transaction] = []

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        first, last, file = (told.get(name) for name in ("first", "last", "file"))
        if first and last and not timedelta() <= last - first < timedelta(days=MOST_DAYS):
            self.add_error(
                "last", f"Le dernier jour suit le premier, de {MOST_DAYS} jours au plus."
            )
        elif last and last > books.day_of(self.regie, timezone.now()):
            self.add_error("last", "Ce jour n’est pas encore passé.")
        if file:
            self._read(file)
        return told

    def _read(self, file: Any) -> None:
        if file.size > LARGEST:
            self.add_error(
                "file", "Ce fichier est trop gros\u00a0: 2 Mo au plus. Coupez-le en deux."
            )
            return
        numcli = self.regie.keys_of("payfip").get("numcli", "")
        try:
            lines = list(read_statement(file.read(), numcli=numcli))
        except RefusedFile as refused:
            self.add_error("file", str(refused))
            return
        wrong = [each for each in lines if isinstance(each, Wrong)]
        for each in wrong[:WRONG_SHOWN]:
            self.add_error("file", f"Ligne {each.number}\u00a0: {each.sentence}")
        if not wrong:
            good = [each for each in lines if isinstance(each, Line)]
            self.transactions = of_statement(self.regie, good)
