"""The catalogue of procedures, by theme or by what somebody types."""

from dataclasses import dataclass

from portal.directory.models import Organisation
from portal.procedures.models import Procedure, Theme

LONGEST = 200  # characters of a search that are read
MOST = 50  # procedures found


@dataclass(frozen=True)
class Shelf:
    """The procedures of one theme."""

    theme: Theme
    procedures: list[Procedure]


def shelves(organisation: Organisation | None) -> list[Shelf]:
    """Every live procedure of the organisation's site, theme by theme, in one query."""
    by_theme: dict[Theme, list[Procedure]] = {}
    for procedure in Procedure.objects.for_catalogue().for_site_of(organisation):
        by_theme.setdefault(procedure.theme, []).append(procedure)
    return [Shelf(theme, procedures) for theme, procedures in by_theme.items()]


def found(organisation: Organisation | None, typed: str) -> list[Procedure]:
    """The live procedures of the site that say what was typed, best first, in one query."""
    procedures = Procedure.objects.for_catalogue().for_site_of(organisation)
    return list(procedures.filter(catch_all=False).matching(typed[:LONGEST])[:MOST])
