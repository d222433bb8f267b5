"""What the person and the service say, ask and give each other about a demande."""

from collections.abc import Collection, Iterable
from contextlib import suppress
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Manager

from portal.accounts.models import User
from portal.demandes import deadlines, mentions, notices
from portal.demandes.models import (
    Attachment,
    Demande,
    DocumentRequest,
    JournalEntry,
    Mention,
    Message,
    Note,
)
from portal.demandes.states import Action, State
from portal.demandes.workflow.deed import Deed, Refused, deed
from portal.demandes.workflow.scanning import tell_refused
from portal.media.models import StoredFile


class AlreadySaid(Exception):
    """The same form came twice: the second time undoes itself."""


def tell(
    demande: Demande, *, body: str, agent: User, key: UUID, files: Iterable[StoredFile] = ()
) -> None:
    """The agent writes to the person, who is told by e-mail; twice with one key writes once."""
    with suppress(AlreadySaid), deed(demande, Action.TELL, agent=agent) as done:
        message = _say(done, body, key, files, agent)
        notices.told(done.demande, message, agent)


def hear(demande: Demande, *, body: str, key: UUID, files: Iterable[StoredFile] = ()) -> None:
    """The person writes to the service; twice with one key writes once."""
    with suppress(AlreadySaid), deed(demande, Action.HEAR) as done:
        _say(done, body, key, files)


def withdraw(demande: Demande, *, version: int) -> None:
    """The person gives the demande up; they get a written trace of it."""
    with deed(demande, Action.WITHDRAW, version=version) as done:
        done.demande.closed_at = done.at
        notices.withdrawn(done.demande)


def note(
    demande: Demande, *, body: str, agent: User, key: UUID, mentioned: Collection[User] = ()
) -> None:
    """The agent leaves a word for colleagues, never shown to the person; those named are told.

    Raises Refused, naming who, when one of them may not read the demande.
    """
    with suppress(AlreadySaid), deed(demande, Action.NOTE, agent=agent) as done:
        refuse_twice(done.demande.notes, key)
        written = Note.objects.create(
            demande=done.demande, agent=agent, body=body, key=key, written_at=done.at
        )
        done.data["note"] = written.pk
        if mentioned:
            done.data["mentioned"] = _mention(done, written, mentioned)


def _mention(done: Deed, note: Note, mentioned: Collection[User]) -> list[int]:
    """Name the colleagues in the note and tell them; gives back their ids."""
    allowed = set(mentions.readers(done.demande).filter(pk__in=[each.pk for each in mentioned]))
    for colleague in mentioned:
        if colleague not in allowed:
            raise Refused(mentions.refusal(str(colleague)))
        mention = Mention.objects.create(note=note, agent=colleague)
        mentions.tell(mention, done.demande, by=note.agent)
    return sorted(each.pk for each in mentioned)


def ask_document(
    demande: Demande,
    *,
    label: str,
    why: str,
    deadline: date,
    indispensable: bool,
    agent: User,
    version: int,
) -> DocumentRequest:
    """Ask the person for a document, with its deadline (CRPA, L114-5 and R112-5).

    An indispensable one makes the demande wait and moves the date of silence; another one stops
    nothing. Raises Refused when the deadline isn't in the future.
    """
    action = Action.ASK_DOCUMENT if indispensable else Action.ASK_EXTRA
    with deed(demande, action, agent=agent, version=version) as done:
        today = deadlines.day_of(done.at, done.demande)
        if deadline <= today:
            raise Refused("Choisissez une date limite à venir.")
        asked = DocumentRequest.objects.create(
            demande=done.demande,
            label=label,
            why=why,
            indispensable=indispensable,
            asked_by=agent,
            asked_on=today,
            deadline=deadline,
        )
        done.data["document_request"] = asked.pk
        done.demande.silence_on = deadlines.legal_clock(done.demande).silence_on
        notices.document_asked(done.demande, asked, agent)
    return asked


@transaction.atomic
def provide_document(
    demande: Demande,
    *,
    request: DocumentRequest,
    files: Iterable[StoredFile],
    agent: User | None = None,
) -> None:
    """The document has come, from the person or through the agent; the last one ends the wait.

    Raises Refused when it had already come.
    """
    with deed(demande, Action.PROVIDE_DOCUMENT, agent=agent) as done:
        asked = DocumentRequest.objects.select_for_update().get(pk=request.pk, demande=done.demande)
        if asked.received_on:
            raise Refused("Ce document a déjà été envoyé.")
        asked.received_on = max(deadlines.day_of(done.at, done.demande), asked.asked_on)
        asked.save(update_fields=["received_on"])
        _attach(done, files, document_request=asked)
        done.data["document_request"] = asked.pk
        done.demande.silence_on = deadlines.legal_clock(done.demande).silence_on
        complete = not is_incomplete(done.demande)
    if complete and demande.state == State.AWAITING_CITIZEN:
        with deed(demande, Action.COMPLETE, actor=JournalEntry.Actor.SYSTEM):
            pass


def refuse_twice(said: Manager[Message] | Manager[Note], key: UUID) -> None:
    """The demande being locked, what is simultaneous comes after what it repeats."""
    if said.filter(key=key).exists():
        raise AlreadySaid


def is_incomplete(demande: Demande) -> bool:
    """Whether an indispensable document is still missing."""
    return demande.document_requests.filter(indispensable=True, received_on=None).exists()


def _say(
    done: Deed, body: str, key: UUID, files: Iterable[StoredFile], agent: User | None = None
) -> Message:
    refuse_twice(done.demande.messages, key)
    message = Message.objects.create(
        demande=done.demande, agent=agent, body=body, key=key, sent_at=done.at
    )
    _attach(done, files, message=message)
    done.data["message"] = message.pk
    return message


def _attach(
    done: Deed,
    files: Iterable[StoredFile],
    *,
    message: Message | None = None,
    document_request: DocumentRequest | None = None,
) -> None:
    attachments = Attachment.objects.bulk_create(
        Attachment(
            demande=done.demande,
            stored=stored,
            message=message,
            document_request=document_request,
            added_at=done.at,
        )
        for stored in files
    )
    tell_refused(attachments)
