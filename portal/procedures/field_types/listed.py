"""Fields whose answers are rows of the installation: a quartier, a theme."""

import re
from itertools import groupby
from typing import Any, Self

from django import forms
from django.apps import apps

from portal.directory.models import Zone as ZoneModel
from portal.procedures.field_types.base import FieldType, Values

MOST_ZONES = 400
INSEE = re.compile(r"\d[\dAB]\d{3}")
NONE, NONE_SAID = "aucun", "Aucun, ou je ne sais pas"
FIRST = ("", "Choisissez")


class Listed(FieldType):
    """One row of a table, chosen in a list that ends with « none »: it can always be answered."""

    def form_field(self) -> forms.Field:
        built = forms.ChoiceField(
            choices=lambda: [FIRST, *self.rows(), (NONE, NONE_SAID)],
            **self.common(f"Choisissez une réponse à « {self.field.label} »."),
        )
        built.error_messages["invalid_choice"] = "Choisissez une des réponses proposées."
        return built

    def rows(self) -> list[tuple[str, Any]]:
        raise NotImplementedError  # each list of the two below has its own

    def name_of(self, answer: Any) -> str | None:
        raise NotImplementedError  # each list of the two below has its own

    def display(self, answer: Any) -> str:
        return NONE_SAID if answer == NONE else self.name_of(answer) or str(answer)


class Zone(Listed):
    """A quartier, of the commune that was answered on an earlier page when it has some.

    Kept as the zone's code. On the commune's own page all quartiers are offered, by commune.
    """

    code, label = "zone", "Quartier"
    communes: frozenset[str] = frozenset()

    def knowing(self, answers: Values) -> Self:
        given = (value for value in answers.values() if isinstance(value, str))
        self.communes = frozenset(value for value in given if INSEE.fullmatch(value))
        return self

    def rows(self) -> list[tuple[str, Any]]:
        """Under the name of their commune when there are several."""
        zones = ZoneModel.objects.known_to_residents().order_by("communes__name", "name")
        of_commune = zones.values_list("communes__name", "code", "name")
        found = list(of_commune.filter(communes__in=self.communes)[:MOST_ZONES])
        groups = [
            (commune, [(code, name) for _commune, code, name in rows])
            for commune, rows in groupby(found or of_commune[:MOST_ZONES], lambda row: row[0])
        ]
        return groups if len(groups) > 1 else [row for _, rows in groups for row in rows]

    def name_of(self, answer: Any) -> str | None:
        return ZoneModel.objects.filter(code=answer).values_list("name", flat=True).first()


class Theme(Listed):
    """A theme of the catalogue, for « Autre demande »: its rules then decide. Kept as its slug."""

    code, label = "theme", "Thème"

    def rows(self) -> list[tuple[str, Any]]:
        offered = _themes().filter(procedures__live=True, procedures__catch_all=False)
        return list(offered.order_by("order", "name").distinct().values_list("slug", "name"))

    def name_of(self, answer: Any) -> str | None:
        found: str | None = _themes().filter(slug=answer).values_list("name", flat=True).first()
        return found


def _themes() -> Any:
    """By its name: models stand above the types of field, which their forms are made of."""
    return apps.get_model("procedures", "Theme").objects.all()
