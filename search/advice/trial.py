"""The sample that the tester asks for: where to, when, for whom."""

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django import forms
from django.utils import timezone

from portal.directory.models import Commune, Service
from portal.procedures.models import Procedure
from search.advice.advice import Ease, Need

NEITHER = "Choisissez une démarche ou un service."
FAR = timedelta(days=3653)  # of a day that means something, and that no clock goes beyond


class TrialForm(forms.Form):
    """A need, by the clock of the organisation that answers. Asked by GET: nothing is written."""

    procedure = forms.ModelChoiceField(
        Procedure.objects.none(), label="Démarche", required=False, empty_label="Aucune"
    )
    service = forms.ModelChoiceField(
        Service.objects.none(),
        label="Service",
        required=False,
        empty_label="Celui de la démarche",
    )
    commune = forms.CharField(
        label="Commune de la personne",
        max_length=60,
        required=False,
        help_text="Nom, code postal ou code INSEE.",
    )
    day = forms.DateField(label="Jour", widget=forms.DateInput(attrs={"type": "date"}))
    hour = forms.TimeField(
        label="Heure",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text="À l’horloge de la collectivité qui répond.",
    )
    ease = forms.ChoiceField(label="Aisance avec internet", choices=Ease, required=False)
    urgent = forms.BooleanField(label="C’est urgent", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        now = timezone.localtime()
        kwargs["initial"] = {"day": now.date(), "hour": now.time()} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        live = Procedure.objects.live().select_related("service__organisation")
        self.fields["procedure"].queryset = live  # type: ignore[attr-defined]  # a choice of models
        active = Service.objects.active().select_related("organisation")
        self.fields["service"].queryset = active  # type: ignore[attr-defined]  # same

    def clean_commune(self) -> Commune | None:
        typed = self.cleaned_data["commune"]
        if not typed:
            return None
        found = Commune.objects.matching(typed).first()
        if found is None:
            raise forms.ValidationError("Cette commune n’est pas connue\u00a0: vérifiez son nom.")
        return found

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if abs(day - timezone.localdate()) > FAR:
            raise forms.ValidationError("Choisissez un jour à moins de dix ans d’ici.")
        return day

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not (cleaned.get("procedure") or cleaned.get("service")):
            self.add_error("procedure", NEITHER)
        return cleaned

    @property
    def need(self) -> Need:
        """Once it is valid."""
        said = self.cleaned_data
        service = said["service"] or said["procedure"].service
        return Need(
            at=datetime.combine(
                said["day"], said["hour"], tzinfo=ZoneInfo(service.organisation.time_zone)
            ),
            procedure=said["procedure"],
            service=said["service"],
            commune=said["commune"],
            urgent=said["urgent"],
            ease=Ease(said["ease"] or Ease.ALONE),
        )

    def at_another_hour(self, hours: int) -> str:
        """The same question so many hours later, as the end of an address."""
        at = datetime.combine(self.cleaned_data["day"], self.cleaned_data["hour"])
        moved = at + timedelta(hours=hours)
        sent = {name: value for name, value in self.data.items() if name in self.fields}
        return urlencode(sent | {"day": f"{moved:%Y-%m-%d}", "hour": f"{moved:%H:%M}"})
