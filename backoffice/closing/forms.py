"""What is said when a place closes. Cleaned data are what the verb writes."""

from datetime import timedelta
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from backoffice.closing.places import Place
from portal.directory.closings import MIDNIGHT, Closing
from portal.directory.models import Service

OTHER = "autre"
REASONS = [
    ("grève", "Grève"),
    ("inondation", "Inondation"),
    ("confinement", "Confinement ou mise à l’abri"),
    ("travaux", "Travaux"),
    (OTHER, "Une autre raison"),
]
AHEAD = timedelta(days=730)
WRONG_DAY = {"invalid": "Choisissez une date, par exemple 15/01/2027."}
WRONG_HOUR = {"invalid": "Écrivez une heure, par exemple 14:30."}


def _day(label: str) -> forms.DateField:
    widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, error_messages=WRONG_DAY)


def _hour(label: str, help_text: str) -> forms.TimeField:
    widget = forms.TimeInput({"type": "time"}, format="%H:%M")
    return forms.TimeField(
        label=label,
        help_text=help_text,
        required=False,
        widget=widget,
        error_messages=WRONG_HOUR,
    )


class ClosingForm(forms.Form):
    """From when, until when, why, and what to do instead; for a service, what closes with it."""

    act = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    together = forms.MultipleChoiceField(
        label="Ferment en même temps",
        help_text="Décochez ceux qui restent ouverts.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Cette liste a changé\u00a0: relisez-la."},
    )
    begins = forms.ChoiceField(
        label="Depuis quand\u00a0?",
        choices=[("now", "Dès maintenant"), ("later", "À partir du jour et de l’heure ci-dessous")],
        initial="now",
        widget=forms.RadioSelect,
        error_messages={"required": "Dites quand la fermeture commence."},
    )
    first_day = _day("Premier jour")
    first_time = _hour("Heure de fermeture", "Vide\u00a0: toute la journée.")
    ends = forms.ChoiceField(
        label="Jusqu’à quand\u00a0?",
        choices=[
            ("open", "Jusqu’à nouvel ordre"),
            ("day", "Jusqu’au jour et à l’heure ci-dessous"),
        ],
        initial="open",
        widget=forms.RadioSelect,
        error_messages={"required": "Dites quand la fermeture finit."},
    )
    last_day = _day("Dernier jour")
    last_time = _hour("Heure de réouverture", "Vide\u00a0: à la fin de la journée.")
    why = forms.ChoiceField(
        label="Raison, que le public lira",
        choices=REASONS,
        initial=REASONS[0][0],
        error_messages={"required": "Dites pourquoi."},
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label="Autre raison, en quelques mots", max_length=120, required=False)
    instead = forms.CharField(
        label="Que faire à la place\u00a0?",
        help_text="Le public le lira. Par exemple\u00a0: vos rendez-vous sont reportés, "
        "nous vous appelons.",
        max_length=300,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    instead_service = forms.ModelChoiceField(
        Service.objects.none(),
        label="Service à joindre à la place",
        help_text="Son numéro et le prix de l’appel sont affichés.",
        required=False,
    )
    instead_link = forms.URLField(
        label="Lien utile", max_length=200, required=False, assume_scheme="https"
    )

    def __init__(self, *args: Any, place: Place, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place = place
        self.now = timezone.now().astimezone(ZoneInfo(place.organisation.time_zone))
        together: Any = self.fields["together"]
        together.choices = [(one.code, f"{one.name} ({why})") for one, why in place.together]
        together.initial = [code for code, _ in together.choices]
        if not together.choices:
            del self.fields["together"]
        others = Service.objects.active().order_by("name", "pk")
        instead: Any = self.fields["instead_service"]
        instead.queryset = others.exclude(pk=place.service.pk) if place.service else others

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        begins, ends = cleaned.get("begins"), cleaned.get("ends")
        if begins == "later" and not cleaned.get("first_day"):
            self._missing("first_day", "Choisissez le premier jour de fermeture.")
        if ends == "day" and not cleaned.get("last_day"):
            self._missing("last_day", "Choisissez le dernier jour de fermeture.")
        if cleaned.get("why") == OTHER and not cleaned.get("words"):
            self._missing("words", "Dites pourquoi\u00a0: le public lira ces mots.")
        if not self.errors:
            self._check_period(cleaned)
        if not self.errors and cleaned.get("instead_service") in self.services:
            self.add_error(
                "instead_service", "Ce service ferme aussi\u00a0: choisissez-en un autre."
            )
        return cleaned

    @property
    def services(self) -> list[Service]:
        """What closes; empty for a whole organisation."""
        if self.place.service is None:
            return []
        kept = set(self.cleaned_data.get("together", ()))
        return [self.place.service, *(one for one, _ in self.place.together if one.code in kept)]

    def told(self) -> dict[str, Any]:
        """What the verb writes."""
        cleaned = self.cleaned_data
        closing = self._closing(cleaned)
        return {
            "first_day": closing.first_day,
            "first_time": closing.first_time,
            "last_day": closing.last_day,
            "last_time": closing.last_time,
            "reason": cleaned["words"] if cleaned["why"] == OTHER else cleaned["why"],
            "instead": cleaned["instead"],
            "instead_service": cleaned["instead_service"],
            "instead_link": cleaned["instead_link"],
        }

    def _closing(self, cleaned: dict[str, Any]) -> Closing:
        now = self.now.replace(second=0, microsecond=0)
        first = now.date(), now.time()
        if cleaned["begins"] == "later":
            first = cleaned["first_day"], cleaned["first_time"] or MIDNIGHT
        last = None, MIDNIGHT
        if cleaned["ends"] == "day":
            last = cleaned["last_day"], cleaned["last_time"] or MIDNIGHT
        return Closing(first[0], last[0], first_time=first[1], last_time=last[1])

    def _check_period(self, cleaned: dict[str, Any]) -> None:
        try:
            closing = self._closing(cleaned)
        except ValueError:
            self._missing("last_day", "La fin doit suivre le début.")
            return
        today = self.now.date()
        _, ends = closing.stretch(ZoneInfo(self.place.organisation.time_zone))
        if closing.first_day < today:
            self._missing("first_day", "Ce jour est passé.")
        elif ends <= self.now:
            self._missing("last_day", "Cette fin est passée.")
        elif (closing.last_day or closing.first_day) > today + AHEAD:
            self._missing("last_day", "Choisissez une date dans les deux ans.")

    def _missing(self, name: str, message: str) -> None:
        self.add_error(name, ValidationError(message))
