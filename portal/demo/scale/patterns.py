"""What is copied: a demande with the rows of its life, as templates of lines."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Model, Q, QuerySet

from portal.demandes import links, references
from portal.demandes.models import (
    Attachment,
    Demande,
    DocumentRequest,
    JournalEntry,
    Message,
    Note,
)
from portal.demo.scale.cells import Cells, Days
from portal.messaging.models import OutboundMessage
from portal.messaging.states import State as Sending
from portal.replies.models import Reply
from portal.text.french import analyse
from portal.text.phones import display

# In the order of writing; the journal names rows of those before it by their class.
TOLD: tuple[type[Model], ...] = (Message, Note, DocumentRequest, Reply)
WRITTEN: tuple[type[Model], ...] = (Demande, *TOLD, OutboundMessage, JournalEntry)
NAMED_BY: dict[str, type[Model]] = {
    "message": Message,
    "note": Note,
    "document_request": DocumentRequest,
    "reply": Reply,
}
LEFT_OUT: tuple[type[Model], ...] = (Attachment,)  # files are not copied
MOST = 300  # patterns, the oldest: a second run doesn't study the copies of the first
# Each is unique, or belongs to one demande only.
NOT_COPIED = {"receipt": None, "proposed": None, "proposed_by": None, "html": ""}


@dataclass(frozen=True)
class Entry:
    """One of the journal: its line, what its digest seals, and when (microseconds since 1970)."""

    line: str
    sealed: str
    at: int


@dataclass(frozen=True)
class Pattern:
    """The lines of a life by model, and `keys`: the holes of their primary keys."""

    lines: dict[type[Model], list[str]]
    keys: dict[type[Model], list[str]]
    entries: list[Entry]
    days: Days
    is_open: bool


def patterns() -> list[Pattern]:
    """All that may be copied; raises LookupError where no demande is open, or none is over."""
    found = [_pattern(demande) for demande in _copiable()]
    for is_open in (True, False):
        if not any(pattern.is_open == is_open for pattern in found):
            message = "no demande to copy"
            raise LookupError(message)
    return found


def _copiable() -> QuerySet[Demande]:
    """Those whose life is told by the rows that are copied, with no tie to another demande."""
    tied = Q(duplicate_of__isnull=False)
    for relation in Demande._meta.related_objects:
        if relation.related_model not in (*WRITTEN, *LEFT_OUT):
            tied |= Q(**{f"{relation.name}__isnull": False})
    free = Demande.objects.exclude(tied).select_related("procedure").order_by("pk").distinct()
    return free[:MOST]


def _pattern(demande: Demande) -> Pattern:
    days = Days(demande.filed_at.astimezone(UTC).date())
    cells = Cells(days, _known(demande))
    rows = {model: list(model._default_manager.filter(demande=demande)) for model in TOLD}
    sent = OutboundMessage.objects.for_topic(demande.topic).filter(state=Sending.SENT)
    rows[OutboundMessage] = list(sent.order_by("pk"))
    holes: dict[type[Model], list[str]] = {Demande: ["pk"]}
    lines: dict[type[Model], list[str]] = {Demande: [_demande_line(demande, cells)]}
    for model, found in rows.items():
        holes[model] = [f"{model._meta.model_name}{row.pk}" for row in found]
        named = zip(found, holes[model], strict=True)
        lines[model] = [_line(row, cells, {"id": f"%({hole})d"} | _own(row)) for row, hole in named]
    told = demande.journal.order_by("number")
    holes[JournalEntry] = [f"journalentry{entry.number}" for entry in told]
    entries = [_entry(entry, cells) for entry in told]
    lines[JournalEntry] = [entry.line for entry in entries]
    return Pattern(lines, holes, entries, days, demande.is_open)


def _known(demande: Demande) -> dict[str, str]:
    """What names the person or the demande, and the hole in its place."""
    holes = {
        links.token_of(demande): "token",
        demande.reference: "reference",
        demande.reference.replace("-", ""): "bare",
        references.display_code(demande.tracking_code): "shown_code",
        demande.filer_email: "email",
        demande.filer_phone: "phone",
        display(demande.filer_phone): "shown_phone",
        demande.filer_first_name: "first",
        demande.filer_last_name: "last",
    }
    return {text: f"%({hole})s" for text, hole in holes.items() if text}


def _demande_line(demande: Demande, cells: Cells) -> str:
    stems = analyse(f"{demande.filer_first_name} {demande.filer_last_name}")
    # Of what is the copied demande's own, only the name is written anew.
    own_words = analyse(f"{demande.reference} {demande.filer_phone}").split()
    said = " ".join(word for word in demande.search_text.split() if word not in own_words)
    text = cells.text(said)
    own = {
        "id": "%(pk)d",
        "tracking_code": "%(code)s",
        "draft_key": "%(key)s",
        "search_text": text.replace(stems, "%(stems)s") if stems else text,
    }
    return _line(demande, cells, own)


def _own(row: Model) -> dict[str, str]:
    """The columns that are unique in the whole table."""
    if isinstance(row, OutboundMessage):
        event = row.key.removeprefix(row.topic)
        return {
            "key": f"demande:%(pk)d{event}",
            "topic": "demande:%(pk)d",
            "message_id": f"<%(key)s.{row.pk}@demo>",
        }
    return {"demande_id": "%(pk)d"}


def _line(row: Model, cells: Cells, own: Mapping[str, str]) -> str:
    return "\t".join(_row(row, cells, own))


def _row(row: Model, cells: Cells, own: Mapping[str, str]) -> Iterator[str]:
    for field in row._meta.concrete_fields:
        if hole := own.get(field.column or ""):
            yield hole
        else:
            value = getattr(row, field.attname)
            yield cells.cell(NOT_COPIED.get(field.name, value))


def columns(model: type[Model]) -> list[str]:
    """The columns of a line, in order."""
    return [str(field.column) for field in model._meta.concrete_fields]


def _entry(entry: JournalEntry, cells: Cells) -> Entry:
    """The entry's line and the content that its digest seals, both with the same holes."""
    number, data = entry.number, _data(entry, cells)
    before, seal = f"%(seal{number - 1})s", f"%(seal{number})s"
    own = {"id": f"%(journalentry{number})d", "demande_id": "%(pk)d", "data": data}
    own |= {"previous_digest": before, "digest": seal}
    rest = (entry.action, entry.actor_kind, entry.agent_id, entry.from_state, entry.to_state)
    words = ", ".join(json.dumps(value) for value in rest)
    sealed = f'["{before}", %(pk)d, {number}, %(at{number})s, {words}, {data}]'
    return Entry(_line(entry, cells, own), sealed, _microseconds(entry.at))


def _data(entry: JournalEntry, cells: Cells) -> str:
    """Its data as JSON, the rows that it names by their holes."""
    holes = {key: model for key, model in NAMED_BY.items() if key in entry.data}
    done = cells.text(json.dumps(entry.data, sort_keys=True))
    for key, model in holes.items():
        named = entry.data[key]
        done = done.replace(f'"{key}": {named}', f'"{key}": %({model._meta.model_name}{named})d')
    return done


def _microseconds(at: datetime) -> int:
    since = at - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86_400 + since.seconds) * 10**6 + since.microseconds
