"""Answers by e-mail: each becomes a message of the person on its demande (docs/messages.md)."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from portal.demandes import notices, references
from portal.demandes.hearing import may_hear
from portal.demandes.models import Demande
from portal.demandes.states import Action, allowed
from portal.demandes.workflow import exchanges
from portal.demandes.workflow.deed import Refused
from portal.media import intake
from portal.media.kinds import Safe
from portal.messaging.inbound.handlers import Handler, Heard

LONGEST = 5000  # characters of a message
ROOM = 4000  # for the words: the rest says what became of the files
LEFT_OVER = "Il y avait trop de pièces jointes : « {} » n’a pas été gardée."


def topic_of(key: str) -> str:
    reference = references.normalise(key)
    demande = Demande.objects.filter(reference=reference).only("pk").first()
    return demande.topic if demande else ""


def hear(topic: str, heard: Heard) -> str:
    """Write the answer on its demande; "" once it is, or a code of `inbound.states.REASONS`."""
    rows = Demande.objects.with_service()
    demande = rows.filter(pk=int(topic.partition(":")[2])).first()
    if demande is None:
        return "gone"
    if demande.confidential:
        return "confidential"
    if not allowed(Action.HEAR, demande.state):
        return "over"
    if demande.messages.filter(key=heard.key).exists():
        return ""
    if not may_hear(demande):
        return "too_many"
    return _write(demande, heard)


def _write(demande: Demande, heard: Heard) -> str:
    safe, refused = _sifted(heard)
    files = intake.keep_all(safe)
    try:
        exchanges.hear(demande, body=_body(demande, heard, refused), key=heard.key, files=files)
    except Refused:  # it was closed this very moment
        return "over"
    if refused:
        notices.files_refused(demande, refused, once=str(heard.key))
    return ""


def _sifted(heard: Heard) -> tuple[list[Safe], list[str]]:
    """The files that can be taken, and a sentence on each of the others."""
    safe, refused = [], [LEFT_OVER.format(name) for name in heard.unread]
    for file in _files(heard):
        try:
            safe.append(intake.make_safe(file))
        except ValidationError as error:
            refused += error.messages
    return safe, refused


def _files(heard: Heard) -> Iterable["ContentFile[bytes]"]:
    """What was joined, and the whole of words that are too long."""
    yield from heard.files
    if len(heard.words) > ROOM:
        yield ContentFile(heard.words.encode(), name="message.txt")


def _body(demande: Demande, heard: Heard, refused: list[str]) -> str:
    words = heard.words or "(Message sans texte.)"
    if len(words) > ROOM:
        words = f"{words[:ROOM]}…\n\n[La suite est dans la pièce « message.txt ».]"
    if heard.sender.lower() != demande.filer_email.lower():
        words += f"\n\n[Envoyé depuis l’adresse {heard.sender}.]"
    return "\n".join([words, *(f"\n[{each}]" for each in refused)])[:LONGEST]


HANDLER = Handler(prefix="d", kind="demande", topic_of=topic_of, hear=hear)
