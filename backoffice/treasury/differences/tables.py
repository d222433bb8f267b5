"""Differences and comparisons as lists."""

from django.urls import reverse
from django.utils.safestring import SafeString

from payments.models import Difference, ReconciliationRun
from portal.text.money import CURRENCIES, display
from portal.ui import atoms
from portal.ui.lists import Column, Listing


def amount(minor: int, currency: str) -> str:
    """In the provider's currency, which may be none of ours."""
    return display(minor, currency) if currency in CURRENCIES else f"{minor} {currency}"


def _link(difference: Difference) -> SafeString:
    url = reverse("regie_difference", args=[difference.regie.code, difference.pk])
    small = difference.payment.reference if difference.payment else ""
    return atoms.title(url, difference.get_kind_display(), small)


def _state(difference: Difference) -> SafeString:
    return atoms.state("Réglé", "good") if difference.closed_at else atoms.state("À régler", "warn")


DIFFERENCES = Listing(
    caption="Écarts, du plus récent au plus ancien",
    columns=(
        Column("Écart", _link),
        Column("Chez nous", lambda each: amount(each.expected, each.regie.currency), "number"),
        Column("Chez lui", lambda each: amount(each.found, each.currency), "number"),
        Column("Constaté le", lambda each: atoms.when(each.found_at, "moment"), "wide"),
        Column("État", _state),
    ),
    order=("-found_at", "-pk"),
    empty="Aucun écart à régler.",
)


def _day(run: ReconciliationRun) -> SafeString:
    url = reverse("regie_run", args=[run.regie.code, run.pk])
    days = f"{run.first:%d/%m/%Y}"
    days += "" if run.first == run.last else f" au {run.last:%d/%m/%Y}"
    return atoms.title(url, days, run.get_provider_display())


def _run_state(run: ReconciliationRun) -> SafeString:
    if run.finished_at is None:
        return atoms.state("À confirmer", "warn")
    if run.differing:
        return atoms.state(f"{run.differing} écart{'s' if run.differing > 1 else ''}", "bad")
    return atoms.state("D’accord", "good")


RUNS = Listing(
    caption="Rapprochements, du plus récent au plus ancien",
    columns=(
        Column("Journée", _day),
        Column("Mouvements", "listed", "number"),
        Column("Réparés", "repaired", "number"),
        Column("Fait le", lambda run: atoms.when(run.finished_at, "moment")),
        Column("Résultat", _run_state),
    ),
    order=("-started_at", "-pk"),
    empty="Aucun rapprochement encore.",
)
