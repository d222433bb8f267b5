"""Closures, as agents list them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst

from portal.directory.models import Closure
from portal.ui import atoms
from portal.ui.lists import Column, Listing


@dataclass
class Act:
    """What was closed together: one of its closures tells of all."""

    closure: Closure
    places: list[str] = field(default_factory=list)

    @property
    def period(self) -> str:
        return self.closure.closing.period_words(timezone.localdate())


def acts(closures: Iterable[Closure]) -> list[Act]:
    """Closures that stand, those of one act together, in order."""
    found: dict[object, Act] = {}
    for closure in closures:
        act = found.setdefault(closure.act or closure.pk, Act(closure))
        act.places.append(closure.place)
    return list(found.values())


def period(closure: Closure) -> str:
    return capfirst(closure.closing.period_words(closure.first_day))


def closed(closure: Closure) -> str | SafeString:
    return _signed(closure.closed_by, closure.closed_at)


def reopened(closure: Closure) -> str | SafeString:
    return _signed(closure.reopened_by, closure.reopened_at)


def _signed(by: object, at: datetime | None) -> str | SafeString:
    return format_html("{}, {}", by or "un agent", atoms.when(at, "moment")) if at else ""


PAST = Listing(
    caption="Fermetures finies, de la plus récente à la plus ancienne",
    columns=(
        Column("Lieu", "place"),
        Column("Raison", "reason"),
        Column("Prévue", period),
        Column("Fermé par", closed, css="wide"),
        Column("Rouvert par", reopened),
    ),
    order=("-first_day", "-pk"),
    empty="Aucune fermeture finie",
)
