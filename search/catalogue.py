"""The catalogue of procedures, by theme or by what somebody types."""

from dataclasses import dataclass

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.http import QueryDict

from portal.directory.models import Organisation
from portal.procedures.models import Procedure, Theme
from portal.ui.keyset import Keyset, Page
from search.index.finding import Asked
from search.index.models import Kind
from search.index.searching import find

FIRST = 6  # procedures of a theme that the whole catalogue shows
PAGE = 24  # procedures on a page of one theme
LONGEST = 200  # characters of a search that are read


@dataclass(frozen=True)
class Shelf:
    """The first procedures of one theme, and how many it has in all."""

    theme: Theme
    procedures: list[Procedure]
    total: int

    @property
    def has_more(self) -> bool:
        return self.total > len(self.procedures)


def shelves(organisation: Organisation | None) -> list[Shelf]:
    """Theme by theme, the procedures that the organisation's site has had longest; one query."""
    ranked = (
        Procedure.objects.for_catalogue()
        .for_site_of(organisation)
        .annotate(
            rank=Window(RowNumber(), partition_by=F("theme"), order_by=F("pk").asc()),
            of_theme=Window(Count("pk"), partition_by=F("theme")),
        )
        .filter(rank__lte=FIRST)
        .order_by("theme__order", "theme_id", "rank")
    )
    by_theme: dict[Theme, list[Procedure]] = {}
    totals: dict[Theme, int] = {}
    for procedure in ranked:
        by_theme.setdefault(procedure.theme, []).append(procedure)
        totals[procedure.theme] = procedure.of_theme
    return [Shelf(theme, procedures, totals[theme]) for theme, procedures in by_theme.items()]


def of_theme(organisation: Organisation | None, theme: Theme, query: QueryDict) -> Page[Procedure]:
    """A page of one theme's procedures on the organisation's site, the same order; one query."""
    procedures = Procedure.objects.for_catalogue().for_site_of(organisation).filter(theme=theme)
    return Keyset(procedures, ("pk",)).page(query, PAGE)


def found(organisation: Organisation | None, typed: str) -> list[Procedure]:
    """The live procedures of the site that say what was typed, in the order of the whole search."""
    asked = Asked(typed[:LONGEST], organisation, kinds=frozenset({Kind.PROCEDURE}))
    keys = [int(hit.document.key) for hit in find(asked).hits]
    procedures = Procedure.objects.for_catalogue().for_site_of(organisation)
    by_key = procedures.filter(catch_all=False).in_bulk(keys)
    return [by_key[key] for key in keys if key in by_key]
