"""Fields of our models: a form's steps, kept out of migrations; codes of zones."""

from typing import Any

from django import forms
from django.core.validators import slug_re
from django.db import models
from wagtail.fields import StreamField

from portal.directory.models import Zone
from portal.procedures.blocks import FormStepsBlock


class FormStepsField(StreamField):
    """A StreamField whose blocks are named here, so that editing a block makes no migration."""

    def __init__(self, block_types: Any = None, **kwargs: Any) -> None:
        kwargs.pop("block_lookup", None)
        super().__init__(block_types or FormStepsBlock(), **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _, kwargs = super().deconstruct()
        kwargs.pop("block_lookup", None)
        return name, path, [], kwargs


class ZoneCodesField(models.TextField):
    """Codes of zones separated by spaces, ticked in a list."""

    def formfield(self, **_kwargs: Any) -> Any:
        return ZoneCodes(label=self.verbose_name.capitalize(), required=not self.blank)


class ZoneCodes(forms.MultipleChoiceField):
    """The zones of the installation. A code that is no zone's any more is shown, and kept."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(choices=_zones, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, str):
            return value
        known = _zones()
        gone = set(value.split()).difference(code for code, _label in known)
        self.choices = known + [(code, f"{code} (n’existe plus)") for code in sorted(gone)]
        return value.split()

    def valid_value(self, value: Any) -> bool:
        """Publishing says which are gone: one that was there can't be lost on the way."""
        return slug_re.fullmatch(value) is not None

    def clean(self, value: Any) -> Any:
        return " ".join(super().clean(value))

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed((initial or "").split(), data))


def _zones() -> list[tuple[str, str]]:
    zones = Zone.objects.select_related("organisation").order_by("organisation__name", "name")
    return [
        (zone.code, f"{zone.name} ({zone.get_kind_display().lower()}, {zone.organisation})")
        for zone in zones
    ]
