"""The rows of lives: demandes, messages, replies, e-mails, journals sealed entry upon entry."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db import transaction

from portal.demandes import journal
from portal.demandes.models import Demande, JournalEntry, Message
from portal.demandes.states import Action, State
from portal.messaging.models import OutboundMessage
from portal.messaging.states import State as Sent
from portal.replies.models import Decision, Reply
from tests.bench.lives import Life

LEADS_TO = {
    Action.TAKE: State.ASSIGNED,
    Action.ANSWER: State.ANSWERED,
    Action.CLOSE: State.CLOSED,
    Action.WITHDRAW: State.WITHDRAWN,
    Action.ASK_PARTNER: State.AWAITING_PARTNER,
}
BY_CITIZEN = {Action.FILE, Action.HEAR, Action.WITHDRAW}
TOLD = {Action.FILE: "filed", Action.TELL: "message", Action.ANSWER: "answered"}


@transaction.atomic
def write(lives: list[Life]) -> None:
    """One batch, in one transaction."""
    for life in lives:
        if any(action == Action.TAKE for action, _at in life.steps):
            life.demande.assignee = life.agent
    Demande.objects.bulk_create(life.demande for life in lives)
    for life in lives:
        _speak(life)
    Message.objects.bulk_create(_each(life.messages.values() for life in lives))
    Reply.objects.bulk_create(life.reply for life in lives if life.reply)
    OutboundMessage.objects.bulk_create(_each(map(_mails, lives)))
    JournalEntry.objects.bulk_create(_each(map(_chain, lives)))


def _each(groups: Iterable[Iterable[Any]]) -> Iterator[Any]:
    return (row for group in groups for row in group)


def _speak(life: Life) -> None:
    """The messages and the reply of a life, once its demande has a number."""
    for number, (action, at) in enumerate(life.steps, start=1):
        if action in {Action.TELL, Action.HEAR}:
            agent = None if action == Action.HEAR else life.agent
            life.messages[number] = Message(
                demande=life.demande,
                agent=agent,
                body=life.words,
                sent_at=at,
                key=UUID(int=life.demande.draft_key.int ^ number),
            )
        elif action == Action.ANSWER:
            life.reply = Reply(
                demande=life.demande,
                decision=Decision.NONE,
                body=life.words,
                signatory=life.agent,
                signature="Camille Morel, service",
                sent_at=at,
            )


def _chain(life: Life) -> Iterator[JournalEntry]:
    """The journal, each entry sealed upon the one before."""
    previous, state = "", ""
    for number, (action, at) in enumerate(life.steps, start=1):
        by_citizen = action in BY_CITIZEN
        entry = JournalEntry(
            demande=life.demande,
            number=number,
            at=at,
            action=action,
            actor_kind=JournalEntry.Actor.CITIZEN if by_citizen else JournalEntry.Actor.AGENT,
            agent=None if by_citizen else life.agent,
            from_state=state,
            to_state=LEADS_TO.get(action, state or State.FILED),
            data=_data(life, action, number),
            previous_digest=previous,
        )
        previous = entry.digest = journal.digest(entry)
        state = entry.to_state
        yield entry


def _data(life: Life, action: Action, number: int) -> dict[str, Any]:
    demande = life.demande
    if action == Action.FILE:
        return {
            "service": demande.service_id,
            "form": demande.form_version_id,
            "channel": demande.channel,
        }
    if action == Action.ANSWER and life.reply:
        return {"reply": life.reply.pk, "decision": life.reply.decision}
    return {"message": life.messages[number].pk} if number in life.messages else {}


def _mails(life: Life) -> Iterator[OutboundMessage]:
    """What the person was told by e-mail, all of it sent."""
    for number, (action, at) in enumerate(life.steps, start=1):
        if action in TOLD:
            key = f"{life.demande.topic}:{TOLD[action]}:v{number}"
            yield OutboundMessage(
                key=key,
                topic=life.demande.topic,
                sender_name="Ville d’Arlencourt",
                recipient=life.demande.filer_email,
                subject=f"Votre demande {life.demande.reference}",
                text=life.words * 5,
                html=f"<p>{life.words * 15}</p>",
                state=Sent.SENT,
                message_id=f"<{key}@bench>",
                attempts=1,
                queued_at=at,
                sending_at=at,
                sent_at=at,
            )
