"""Public holidays of France, overseas included, by territory."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

import holidays
from django.db import models

YEARS = range(2000, 2100)  # wide, so that no caller meets a year without holidays


class Territory(models.TextChoices):
    """Where an organisation is, as far as its public holidays go (ISO 3166-2 codes)."""

    METROPOLE = "FR", "France métropolitaine"
    ALSACE_MOSELLE = "FR-6AE", "Alsace et Moselle"
    GUADELOUPE = "FR-971", "Guadeloupe"
    MARTINIQUE = "FR-972", "Martinique"
    GUYANE = "FR-973", "Guyane"
    REUNION = "FR-974", "La Réunion"
    MAYOTTE = "FR-976", "Mayotte"
    SAINT_BARTHELEMY = "FR-BL", "Saint-Barthélemy"
    SAINT_MARTIN = "FR-MF", "Saint-Martin"
    SAINT_PIERRE_ET_MIQUELON = "FR-PM", "Saint-Pierre-et-Miquelon"
    NOUVELLE_CALEDONIE = "FR-NC", "Nouvelle-Calédonie"
    POLYNESIE_FRANCAISE = "FR-PF", "Polynésie française"
    WALLIS_ET_FUTUNA = "FR-WF", "Wallis-et-Futuna"

    @property
    def subdivision(self) -> str | None:
        """The code that the package `holidays` knows it by; none for the mainland."""
        return self.value.partition("-")[2] or None


def holidays_of(territory: str, years: Iterable[int] = YEARS) -> Mapping[date, str]:
    """The public holidays of a territory: French name by day, over `years`.

    Raises ValueError for a code that isn't a `Territory`.
    """
    return _holidays_of(Territory(territory), tuple(years))


@lru_cache(maxsize=64)
def _holidays_of(territory: Territory, years: tuple[int, ...]) -> Mapping[date, str]:
    found = holidays.country_holidays(
        "FR", subdiv=territory.subdivision, years=years, expand=False, language="fr"
    )
    return MappingProxyType({day: name.replace("'", "’") for day, name in sorted(found.items())})
