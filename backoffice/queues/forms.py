"""The filters of a queue: a form whose mistakes are left out rather than shown as errors."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict

from backoffice.queues import search
from backoffice.queues.choices import Choices
from portal.demandes.states import SEEN, State
from portal.directory.channels import Channel
from portal.directory.models import Commune
from portal.procedures.field_types.places import candidates
from portal.ui import dates

EARLIEST, LATEST = date(1900, 1, 1), date(2200, 1, 1)
DATE_FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]


def day(label: str) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format=DATE_FORMATS[0])
    return forms.DateField(
        label=label,
        required=False,
        input_formats=DATE_FORMATS,
        widget=widget,
        validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)],
    )


class Filters(forms.Form):
    """Search and filters, all optional. `ignored`: the labels of those that meant nothing."""

    q = forms.CharField(
        label="Rechercher",
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"type": "search", "data-search": ""}),
    )
    procedure = forms.ChoiceField(label="Démarche", required=False)
    theme = forms.ChoiceField(label="Thème", required=False)
    state = forms.ChoiceField(
        label="État",
        required=False,
        choices=[("", "Tous"), *((state.value, state.label) for state in State if state in SEEN)],
    )
    assignee = forms.ChoiceField(label="Agent", required=False)
    commune = forms.CharField(label="Commune", required=False, max_length=80)
    channel = forms.ChoiceField(
        label="Canal", required=False, choices=[("", "Tous"), *Channel.choices]
    )
    filed_from = day("Déposée à partir du")
    filed_to = day("Déposée jusqu’au")

    ignored: list[str]

    def __init__(self, data: QueryDict, choices: Choices, without: frozenset[str]) -> None:
        super().__init__(data, auto_id="f_%s")
        for name in ("procedure", "theme", "assignee"):
            self.fields[name].choices = getattr(choices, name)  # type: ignore[attr-defined]  # choice fields
        for name in without:
            del self.fields[name]
        self.ignored = []

    def clean_q(self) -> str:
        typed: str = self.cleaned_data["q"]
        if typed and not search.words(typed):
            raise forms.ValidationError("Aucun mot à chercher.")
        return typed

    def clean_commune(self) -> list[Commune]:
        typed = self.cleaned_data["commune"]
        found = candidates(typed) if typed else []
        if typed and not found:
            raise forms.ValidationError("Commune introuvable.")
        return found

    def clean(self) -> dict[str, Any]:
        first, last = self.cleaned_data.get("filed_from"), self.cleaned_data.get("filed_to")
        if first and last and first > last:
            self.add_error("filed_to", "Cette date vient avant la première.")
        return self.cleaned_data

    @property
    def active(self) -> dict[str, Any]:
        """What is asked for, by field."""
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def address(self) -> str:
        """The query (without `?`) that asks for the same."""
        return urlencode({name: str(self.data.get(name)).strip() for name in self.active})

    @property
    def words(self) -> list[str]:
        """Those in force, as one reads them."""
        return [self.in_words(name) for name in self.active]

    @property
    def codes(self) -> dict[str, Any]:
        """The filters in force as a log may keep them: codes and ids, no word that was typed."""
        return {name: _code(value) for name, value in self.active.items()} | (
            {"q": True} if "q" in self.active else {}
        )

    @property
    def narrowing(self) -> list[forms.BoundField]:
        """The filters in force, the search box apart."""
        return [self[name] for name in self.active if name != "q"]

    def in_words(self, name: str) -> str:
        """« Commune : Arras »."""
        value, field = self.active[name], self.fields[name]
        if isinstance(field, forms.ChoiceField):
            value = dict(field.choices)[value]  # type: ignore[arg-type]  # never groups here
        elif isinstance(field, forms.DateField):
            return f"{field.label} {dates.full(value)}"
        elif name == "commune":
            value = ", ".join(commune.name for commune in value)
        return f"{field.label}\u00a0: {value}"


def _code(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return [commune.pk for commune in value] if isinstance(value, list) else value


def read(query: QueryDict, choices: Choices, without: frozenset[str]) -> Filters:
    """The filters of an address; what is wrong there is left out and named in `ignored`."""
    form = Filters(query, choices, without)
    if form.is_valid():
        return form
    good = query.copy()
    for name in form.errors:
        good.pop(name, None)
    kept = Filters(good, choices, without)
    kept.is_valid()
    kept.ignored = [str(form.fields[name].label) for name in form.errors]
    return kept
