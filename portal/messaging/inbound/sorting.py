"""Where an e-mail goes: to what it answers, or before somebody's eyes; never lost (messages.md)."""

import re
import uuid

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from portal.messaging.inbound import addresses, handlers
from portal.messaging.inbound.handlers import Heard
from portal.messaging.inbound.letter import Letter, Unreadable, read
from portal.messaging.inbound.quotes import own_words
from portal.messaging.inbound.states import REASONS, Sorting
from portal.messaging.models import InboundMessage, OutboundMessage

KEYS = uuid.UUID("5b0f5b0e-6d0c-4d6b-9d0a-3a9f4d3f7c11")  # of the keys made from digests
LONGEST_TEXT = 20_000  # characters kept to be shown
ANSWER = re.compile(r"^\s*(?:re|ré|rép|aw)\s?:\s*", re.IGNORECASE)


@transaction.atomic
def sort(pk: int) -> None:
    """Attach, ignore or leave to a person an e-mail that has just come. Safe to run twice."""
    message = InboundMessage.objects.select_for_update(of=("self",)).get(pk=pk)
    if message.state != Sorting.NEW:
        return
    try:
        letter = _letter(message)
    except Unreadable:
        _leave(message, Sorting.UNREADABLE, "unreadable")
        return
    message.sender, message.subject = letter.sender[:254], letter.subject
    message.text = letter.text[:LONGEST_TEXT]
    if reason := "loop" if addresses.is_ours(letter.sender) else letter.automatic:
        _settle(message, Sorting.IGNORED, reason)
        return
    message.topic, reason = _about(letter)
    reason = reason or _hear(message, letter)
    if reason:
        _leave(message, Sorting.UNSORTED, reason)
    else:
        _settle(message, Sorting.ATTACHED, "")


@transaction.atomic
def attach(pk: int, *, topic: str, by: int) -> None:
    """An agent says what a waiting e-mail is about. The caller has checked that they may.

    Raises ValidationError when it no longer waits, or can't be attached there.
    """
    message = _waiting(pk)
    try:
        letter = _letter(message)
    except Unreadable as error:
        text = "Ce courriel ne peut pas être rattaché : le site ne sait pas le lire."
        raise ValidationError(text) from error
    message.topic = topic
    if reason := _hear(message, letter):
        raise ValidationError(f"Impossible de le rattacher là. {REASONS[reason]}")
    message.settled_by = by
    _settle(message, Sorting.ATTACHED, "")


@transaction.atomic
def close(pk: int, *, by: int) -> None:
    """An agent has seen a waiting e-mail: nothing is to be done. Raises as `attach` does."""
    message = _waiting(pk)
    message.settled_by = by
    _settle(message, Sorting.CLOSED, message.reason)


def _about(letter: Letter) -> tuple[str, str]:
    """The topic that it answers, or may be about, and why it isn't an answer ("" if it is one).

    An address may be kept and used again for something else, so it isn't enough: the letter must
    also answer one of our messages on that topic.
    """
    ours = OutboundMessage.objects.filter(message_id__in=letter.thread).order_by("-pk").first()
    token = next(filter(None, map(addresses.token_of, letter.recipients)), None)
    if token:
        handler = handlers.by_prefix(token.prefix)
        topic = handler.topic_of(token.key) if handler else ""
        if not topic:
            return "", "gone"
        if (ours and ours.topic == topic) or (ours is None and _same_subject(topic, letter)):
            return topic, ""
        return topic, "new_subject"
    if ours is None:
        return "", "unknown"
    return ours.topic, "" if ours.recipient.lower() == letter.sender.lower() else "other_sender"


def _same_subject(topic: str, letter: Letter) -> bool:
    """For the mail programs that don't say what they answer."""
    answered, replaced = ANSWER.subn("", letter.subject)
    if not replaced:
        return False
    return OutboundMessage.objects.for_topic(topic).filter(subject=answered.strip()).exists()


def _hear(message: InboundMessage, letter: Letter) -> str:
    handler = handlers.by_topic(message.topic)
    if handler is None:
        return "unknown"
    key = uuid.uuid5(KEYS, message.digest)
    words = own_words(letter.text)
    return handler.hear(
        message.topic, Heard(letter.sender, words, letter.files, letter.unread, key)
    )


def _waiting(pk: int) -> InboundMessage:
    message = InboundMessage.objects.select_for_update(of=("self",)).get(pk=pk)
    if not message.waits:
        raise ValidationError("Ce courriel a déjà été traité : rechargez la page.")
    return message


def _letter(message: InboundMessage) -> Letter:
    """The letter in what was kept. Raises Unreadable, also when nothing was."""
    if message.raw is None:
        raise Unreadable("not kept")
    with message.raw.file.open("rb") as file:
        return read(file.read())


def _leave(message: InboundMessage, state: Sorting, reason: str) -> None:
    message.state, message.reason = state, reason
    message.save()


def _settle(message: InboundMessage, state: Sorting, reason: str) -> None:
    message.settled_at = timezone.now()
    _leave(message, state, reason)
