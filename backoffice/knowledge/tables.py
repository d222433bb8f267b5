"""Sheets, partners, proposals and kept answers, as lists."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from home.knowledge.models import KeptAnswer, KnowledgePage, Partner, Suggestion
from portal.text.phones import display
from portal.ui import atoms
from portal.ui.lists import Column, Listing
from search.results.models import Searched

BRIEF = 140  # characters of a sheet's essential, in a list


def sheet_title(sheet: KnowledgePage) -> SafeString:
    brief = Truncator(sheet.in_short).chars(BRIEF)
    return atoms.title(sheet.get_absolute_url(), sheet.title, brief)


def age(sheet: KnowledgePage) -> SafeString | str:
    """When it was last true, and that it is to be read again."""
    if sheet.is_overdue:
        return atoms.state("À relire", "warn")
    return atoms.when(sheet.since, "short")


def useful(sheet: KnowledgePage) -> str:
    votes, helped = sheet.votes, sheet.helped  # type: ignore[attr-defined]  # annotated
    return f"{helped} sur {votes}" if votes else ""


SHEETS = Listing(
    caption="Fiches, par ordre alphabétique",
    columns=(
        Column("Fiche", sheet_title),
        Column("Tenue par", "service", css="wide"),
        Column("À jour le", age),
        Column("Utile", useful, css="number wide"),
        Column("Lue en 30 jours", "opened", css="number wide"),
    ),
    order=("title", "pk"),
    empty="Aucune fiche ne correspond",
)


def partner_title(partner: Partner) -> SafeString:
    return atoms.title(partner.get_absolute_url(), partner.name, partner.summary)


PARTNERS = Listing(
    caption="Partenaires, par ordre alphabétique",
    columns=(
        Column("Partenaire", partner_title),
        Column("Type", "get_kind_display", css="wide"),
        Column("Téléphone", lambda partner: display(partner.phone)),
        Column("Territoire", "territory", css="wide"),
    ),
    order=("name", "pk"),
    empty="Aucun partenaire ne correspond",
)


def suggestion_title(suggestion: Suggestion) -> SafeString:
    what = "Nouvelle fiche" if suggestion.is_new else "Correction"
    return atoms.title(suggestion.get_absolute_url(), suggestion.title, what)


def suggestion_state(suggestion: Suggestion) -> SafeString:
    label = suggestion.status.label
    if suggestion.is_waiting and suggestion.taken_by:
        label = f"{label} par {suggestion.taken_by}"
    return atoms.state(label, suggestion.status.tone)


SUGGESTIONS = Listing(
    caption="Propositions à traiter, de la plus ancienne à la plus récente",
    columns=(
        Column("Proposition", suggestion_title),
        Column("Pour", "service", css="wide"),
        Column("De", lambda one: one.proposed_by or "un agent parti"),
        Column("Le", lambda one: atoms.when(one.proposed_at, "short")),
        Column("État", suggestion_state),
    ),
    order=("proposed_at", "pk"),
    empty="Aucune proposition n’attend.",
)
MINE = Listing(
    caption="Vos propositions, de la plus récente à la plus ancienne",
    columns=(
        Column("Proposition", suggestion_title),
        Column("Envoyée à", "service", css="wide"),
        Column("Le", lambda one: atoms.when(one.proposed_at, "short")),
        Column("État", suggestion_state),
    ),
    order=("-proposed_at", "-pk"),
    empty="Vous n’avez encore rien proposé.",
)


def kept_title(answer: KeptAnswer) -> SafeString:
    subject = str(answer.procedure) if answer.procedure else ""
    return atoms.title(reverse("kept_answer", args=[answer.pk]), answer.title, subject)


KEPT = Listing(
    caption="Bonnes réponses gardées, de la plus récente à la plus ancienne",
    columns=(
        Column("Réponse", kept_title),
        Column("Pour", "service", css="wide"),
        Column("Gardée par", lambda one: one.kept_by or "un agent parti"),
        Column("Le", lambda one: atoms.when(one.kept_on, "short")),
    ),
    order=("-kept_on", "-pk"),
    empty="Aucune bonne réponse n’attend.",
)


def sheet_to_write(searched: Searched) -> SafeString:
    address = f"{reverse('knowledge_new')}?{urlencode({'titre': searched.words})}"
    return atoms.title(address, searched.words, "En faire une fiche")


UNANSWERED = Listing(
    caption="Mots cherchés par les agents, sans réponse, les plus demandés d’abord",
    columns=(
        Column("Mots", sheet_to_write),
        Column("Fois", "asked", css="number"),
        Column("La dernière", lambda searched: atoms.when(searched.last_on, "short")),
    ),
    order=("-asked", "pk"),
    empty="Aucune recherche n’est restée sans réponse",
)
