"""What is typed in the admin to say where a zone is: communes by name, an outline as GeoJSON."""

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from portal.directory import outlines
from portal.directory.models import Commune

MOST_COMMUNES = 500


class OutlineField(forms.CharField):
    """GeoJSON, pasted as map tools write it; what can't be used is given back with the reason."""

    widget = forms.Textarea({"rows": 6, "spellcheck": "false"})

    def __init__(self, **kwargs: Any) -> None:
        help_text = (
            "Facultatif. Dessinez-le avec un outil comme geojson.io ou QGIS, puis collez ici le "
            "GeoJSON : un polygone, en degrés (WGS84)."
        )
        super().__init__(max_length=outlines.LONGEST, **{"help_text": help_text} | kwargs)

    def prepare_value(self, value: Any) -> Any:
        return json.dumps(value) if isinstance(value, dict) else value

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        try:
            return outlines.read(typed) if typed else None
        except outlines.BadOutline as error:
            raise ValidationError(str(error)) from None

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(self.prepare_value(initial), data))


class CommunesField(forms.CharField):
    """Communes, one per line, by name or INSEE code: a list of 35,000 can't be chosen from."""

    widget = forms.Textarea({"rows": 3})

    def __init__(self, **kwargs: Any) -> None:
        help_text = "Une par ligne, par son nom ou son code INSEE."
        super().__init__(max_length=20_000, **{"help_text": help_text} | kwargs)

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, str) or value is None:
            return value
        return "\n".join(f"{commune.name} ({commune.pk})" for commune in value)

    def clean(self, value: Any) -> Any:
        lines = [line.strip() for line in super().clean(value).splitlines() if line.strip()]
        if len(lines) > MOST_COMMUNES:
            raise ValidationError(f"Gardez {MOST_COMMUNES} communes au plus.")
        return Commune.objects.filter(pk__in=[_commune(line).pk for line in lines])

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(self.prepare_value(initial), data))


def _commune(line: str) -> Commune:
    """The commune of one line: « Arras », « 62041 » or « Arras (62041) »."""
    name, _, code = line.rstrip(")").partition("(")
    exact = Commune.objects.filter(pk=(code or name).strip()).first()
    if exact:
        return exact
    found = list(Commune.objects.named(name)[:2])
    if not found:
        raise ValidationError(f"La commune « {line} » n’existe pas : essayez son code INSEE.")
    if len(found) > 1:
        raise ValidationError(f"Plusieurs communes s’appellent « {line} » : donnez le code INSEE.")
    return found[0]
