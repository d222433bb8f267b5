"""Messages in the words of the organisation, where it published some."""

from dataclasses import dataclass

from django.core.cache import cache

from portal.demandes.models import Demande
from portal.demandes.models.message_text import Event, MessageText, cache_key
from portal.text import variables
from portal.text.dates import full_date

KEPT = 60  # seconds: a new text is in use everywhere within a minute
# Only what every demande has: nobody rereads a message before it leaves.
VARIABLES = {
    "reference": "la référence",
    "demarche": "l’intitulé de la démarche",
    "date_depot": "la date de dépôt",
    "date_reponse": "la date de réponse promise",
    "service": "le service qui a la demande",
}
# What the first paragraphs must say, because nothing after them does.
OWED: dict[str, tuple[str, ...]] = {
    Event.FILED: ("date_depot", "date_reponse"),
    Event.FORWARDED: ("service",),
    Event.REQUALIFIED: ("demarche", "service", "date_reponse"),
}


@dataclass(frozen=True)
class Words:
    """A subject and first paragraphs; blank where ours are used."""

    subject: str = ""
    body: str = ""


def words_of(demande: Demande, event: str) -> Words:
    """The organisation's words for this demande.

    None of a confidential demande: a text written for all might name what ours keep silent.
    """
    written = texts_of(demande.service.organisation_id).get(event)
    if written is None or demande.confidential or demande.neutral:
        return Words()
    values = values_of(demande)
    return Words(variables.fill(written.subject, values), variables.fill(written.body, values))


def texts_of(organisation: int) -> dict[str, Words]:
    """The published texts of an organisation by event, kept for a minute."""
    return cache.get_or_set(cache_key(organisation), lambda: _read(organisation), KEPT) or {}


def values_of(demande: Demande) -> dict[str, str]:
    return {
        "reference": demande.reference,
        "demarche": demande.procedure.title,
        "date_depot": full_date(demande.received_on),
        "date_reponse": full_date(demande.due_on),
        "service": demande.service.name,
    }


def problems(text: MessageText) -> list[str]:
    """What its paragraphs lack, or name though it doesn't exist, as French sentences."""
    said = variables.named(text.body)
    missing = [name for name in OWED.get(text.event, ()) if name not in said]
    return [
        *unknown(text.body),
        *(f"Ce message doit dire {VARIABLES[name]}\u00a0: {{{{ {name} }}}}." for name in missing),
    ]


def unknown(text: str) -> list[str]:
    """The variables that don't exist, as French sentences."""
    return variables.problems(text, VARIABLES)


def _read(organisation: int) -> dict[str, Words]:
    rows = MessageText.objects.filter(organisation=organisation, live=True)
    return {row.event: Words(row.subject, row.body) for row in rows}
