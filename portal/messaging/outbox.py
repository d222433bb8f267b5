"""What the rest of the portal does with messages: write one, send it again, erase."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.template import Context, Engine
from django.utils import timezone
from django.utils.crypto import salted_hmac

from portal.messaging import sms
from portal.messaging.models import OutboundMessage
from portal.messaging.sms.text import plain, segments
from portal.messaging.states import Medium, State
from portal.messaging.tasks import send
from portal.messaging.transport import sender_address
from portal.text import phones

MOST_SEGMENTS = 2


@transaction.atomic
def enqueue_email(
    *,
    key: str,
    topic: str,
    recipient: str,
    subject: str,
    template: str,
    context: Mapping[str, Any],
    sender_name: str,
    reply_to: str = "",
) -> OutboundMessage:
    """Write an e-mail and its sending task in the caller's transaction; once per key.

    `template` names `emails/<template>.txt` and `.html`, rendered at once with `context`,
    `subject`, `sender_name` and `reply_to`. Raises ValidationError on an address that is none.
    """
    for address in filter(None, (recipient, reply_to)):
        validate_email(address)
    if not recipient:
        raise ValidationError("Il manque l’adresse du destinataire.")
    subject, sender_name = _one_line(subject, 200), _one_line(sender_name, 120)
    words = {**context, "subject": subject, "sender_name": sender_name, "reply_to": reply_to}
    return _write(
        key,
        topic=topic,
        recipient=recipient,
        reply_to=reply_to,
        sender_name=sender_name,
        subject=subject,
        text=drawn(f"emails/{template}.txt", words),
        html=drawn(f"emails/{template}.html", words),
    )


@transaction.atomic
def enqueue_sms(*, key: str, topic: str, recipient: str, body: str) -> OutboundMessage:
    """Write an SMS and its sending task in the caller's transaction; once per key.

    The body is put in the alphabet of telephones. Raises ValidationError when no provider is
    configured, on a number that is no mobile, and on a body of more than two segments.
    """
    if existing := OutboundMessage.objects.filter(key=key).first():
        return existing
    if not sms.available():
        raise ValidationError("L’envoi de SMS n’est pas configuré ici.")
    if not phones.is_mobile(recipient):
        raise ValidationError("Ce numéro ne reçoit pas de SMS : il faut un numéro de portable.")
    text = plain(body).strip()
    if not text or segments(text) > MOST_SEGMENTS:
        raise ValidationError("Ce texte ne tient pas dans un SMS : raccourcissez-le.")
    number = phones.normalise(recipient)
    return _write(
        key,
        medium=Medium.SMS,
        topic=topic,
        recipient=number,
        sender_name=settings.SMS_SENDER,
        text=text,
    )


@transaction.atomic
def resend(*, message: OutboundMessage, by: AbstractBaseUser) -> OutboundMessage:
    """Send a failed or uncertain message again, under the same Message-ID.

    The caller has checked that `by` may. Raises ValidationError in any other state, or once erased.
    """
    locked = OutboundMessage.objects.select_for_update(of=("self",)).get(pk=message.pk)
    if not locked.can_be_resent:
        raise ValidationError("Ce message ne peut plus être renvoyé : rechargez la page.")
    locked.state = State.QUEUED
    locked.error = ""
    locked.queued_at = locked.next_try_at = timezone.now()
    locked.resent_by = by.pk
    locked.save()
    send.enqueue(locked.pk)
    return locked


@transaction.atomic
def erase(*, topic: str) -> int:
    """Blank persons and words of a topic's messages, keeping dates and states; returns how many.

    What still waits to be sent fails, with the code `erased`: it has nothing left to say.
    """
    messages = OutboundMessage.objects.for_topic(topic).filter(erased_at=None)
    messages.filter(state=State.QUEUED).update(state=State.FAILED, error="erased", next_try_at=None)
    return messages.update(
        recipient="", reply_to="", subject="", text="", html="", erased_at=timezone.now()
    )


def drawn(name: str, words: Mapping[str, Any]) -> str:
    """A part of an e-mail; Django would escape a .txt too, and write &#x27; for an apostrophe."""
    template = Engine.get_default().get_template(name)
    context = Context(dict(words), autoescape=not name.endswith(".txt"))
    return template.render(context).strip() + "\n"


def _write(key: str, **values: Any) -> OutboundMessage:
    now = timezone.now()
    times = {"message_id": _message_id(key), "queued_at": now, "next_try_at": now}
    message, created = OutboundMessage.objects.get_or_create(key=key, defaults=values | times)
    if created:
        send.enqueue(message.pk)
    return message


def _one_line(value: str, limit: int) -> str:
    """Without line breaks, which could write headers of their own."""
    return " ".join(value.split())[:limit]


def _message_id(key: str) -> str:
    """The same for the same key, for ever: a copy sent again can be told from a second message."""
    digest = salted_hmac("portal.messaging", key).hexdigest()[:32]
    return f"<{digest}@{sender_address().rpartition('@')[2]}>"
