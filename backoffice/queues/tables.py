"""What a row of a queue shows; nothing here asks the database again.

Rows repeat the same few dates and states: each is drawn once, then kept.
"""

from collections.abc import Callable
from datetime import date
from functools import cache, lru_cache
from typing import Any

from django.db.models import F, QuerySet
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from portal.demandes.models import Demande
from portal.demandes.states import State
from portal.directory.channels import Channel
from portal.text.dates import NBSP
from portal.ui import atoms, dates
from portal.ui.lists import Column

FIELDS = (
    *("reference", "subject", "channel", "confidential", "state"),
    *("filed_at", "due_on", "answered_at", "closed_at", "version"),
)
# Read as plain values: building four objects a row would cost more than the query.
JOINED = {
    "procedure_title": F("procedure__title"),
    "commune_name": F("commune__name"),
    "agent_first_name": F("assignee__first_name"),
    "agent_last_name": F("assignee__last_name"),
}


def shown(rows: QuerySet[Demande], columns: tuple[Column, ...]) -> QuerySet[Any]:
    """The rows with what the columns read, and no more."""
    joined = JOINED | ({"service_name": F("service__name")} if PLACE in columns else {})
    return rows.annotate(**joined).only(*FIELDS)


def subject(row: Any) -> SafeString:
    """The subject, linked; where only the envelope is seen, the procedure."""
    channel = Channel(row.channel).label.lower()
    url = row.get_absolute_url()
    if row.confidential:
        return atoms.title(url, format_html("{} {}", lock(), row.procedure_title), channel)
    if is_from_afar(row) or row.subject == row.procedure_title:
        return atoms.title(url, row.procedure_title, channel)
    return atoms.title(url, row.subject, f"{channel} · {row.procedure_title}")


def is_from_afar(row: Any) -> bool:
    """Whether it is out of the agent's services: in the queues that may hold some."""
    return getattr(row, "from_afar", False)


@cache
def lock() -> SafeString:
    """The same drawing on every row."""
    context = {"name": "lock", "label": "Confidentielle"}
    return mark_safe(render_to_string("components/icon.html", context).strip())  # as it was drawn


def deadline(row: Any) -> object:
    return _deadline(State(row.state), row.due_on, timezone.localdate())


@lru_cache(maxsize=5_000)
def _deadline(state: State, due_on: date, today: date) -> object:
    """When an answer is owed; a date without alarm while the person has to act first."""
    if not state.is_open:
        return atoms.NOTHING
    if state == State.AWAITING_CITIZEN:
        return atoms.state(dates.short(due_on, today), "off")
    return atoms.due(due_on, today)


def ended(row: Any) -> object:
    """When it was answered, or closed."""
    return atoms.when(row.closed_at or row.answered_at, "short")


def mentioned(row: Any) -> object:
    """Whether the note that names the agent is still to read, and when it was written."""
    new = atoms.state("À lire", "warn") if row.unread else atoms.state("Lue", "off")
    return atoms.stacked(new, atoms.when(row.mentioned_at, "short"))


def state(row: Any) -> SafeString:
    return _state(State(row.state), row.agent_first_name or "", row.agent_last_name or "")


@lru_cache(maxsize=5_000)
def _state(status: State, first_name: str, last_name: str) -> SafeString:
    """Where it stands, and in whose hands."""
    agent = f"{first_name} {last_name}".strip() or "sans agent"
    return atoms.stacked(atoms.state(status.label, status.tone), agent)


def filed(row: Any) -> str:
    return _filed(timezone.localdate(row.filed_at), timezone.localdate())


@lru_cache(maxsize=5_000)
def _filed(day: date, today: date) -> str:
    return f"déposée le{NBSP}{dates.short(day, today)}"


def commune(row: Any) -> str:
    """Part of the content, so not shown where only the envelope is seen."""
    hidden = row.confidential or is_from_afar(row)
    return atoms.NOTHING if hidden else row.commune_name or atoms.NOTHING


def dated(label: str, cell: Callable[[Any], object]) -> Column:
    """A date that counts in the queue, above the day of filing."""
    return Column(label, lambda row: atoms.stacked(cell(row), filed(row)))


def pick(*, checked: bool) -> Column:
    """The box that chooses a row, with the version seen, for the form of bulk_bar.html."""
    mark = mark_safe(" checked") if checked else ""  # two words of ours

    def box(row: Any) -> SafeString:
        return format_html(
            '<input type="checkbox" name="d" value="{0}.{1}" form="ensemble"'
            ' aria-label="Choisir {0}"{2}>',
            *(row.reference, row.version, mark),
        )

    return Column("Choix", box, "pick")


SUBJECT = Column("Demande", subject)
STATE = Column("État, agent", state)
REFERENCE = Column("Référence", lambda row: atoms.reference(row.reference))
COMMUNE = Column("Commune", commune, "wide")
PLACE = Column(
    "Commune, service", lambda row: atoms.stacked(commune(row), row.service_name), "wide"
)
DUE = dated("Échéance", deadline)

COLUMNS = (SUBJECT, DUE, STATE, REFERENCE, COMMUNE)
WITH_SERVICE = (SUBJECT, DUE, STATE, REFERENCE, PLACE)
ANSWERED = (SUBJECT, dated("Répondue", ended), STATE, REFERENCE, COMMUNE)
CITED = (SUBJECT, Column("Note", mentioned), STATE, REFERENCE, COMMUNE)
OVER = (SUBJECT, dated("Close", ended), STATE, REFERENCE, COMMUNE)
