"""How a demande's messages leave: the one place that honours the filer's cautions.

E-mail first; without it a text message, where the installation sends some. In neutral words a
message says that there is one, and where to read it: no service, no procedure, no organisation
(docs/decisions, 048).
"""

from collections.abc import Mapping
from typing import Any

from portal.demandes import links
from portal.demandes.models import Demande
from portal.messaging import outbox, sms
from portal.messaging.models import OutboundMessage
from portal.messaging.states import Medium, State
from portal.text import phones

NEUTRAL_SENDER = "Message personnel"
NEUTRAL_SUBJECT = "Un message pour vous"
LONGEST_NAME = 40  # of an organisation, in a text message


def by_email(demande: Demande) -> bool:
    return bool(demande.filer_email) and not demande.no_email


def by_sms(demande: Demande) -> bool:
    """Whether text messages replace e-mail."""
    if by_email(demande) or demande.no_sms or not sms.available():
        return False
    return phones.is_mobile(demande.filer_phone)


def leaves(demande: Demande) -> bool:
    """Whether its messages reach the filer by themselves."""
    return by_email(demande) or by_sms(demande)


def other_ways(demande: Demande) -> str:
    """« par téléphone ou par courrier »: what agents have left when nothing leaves by itself."""
    ways = [
        "par téléphone" if demande.filer_phone else "",
        "par courrier" if demande.filer_address and not demande.no_letter else "",
    ]
    return " ou ".join(filter(None, ways))


def may_leave(demande: Demande, message: OutboundMessage) -> bool:
    """Whether a message written earlier may still leave, as the cautions stand now."""
    to_filer = message.recipient in {demande.filer_email, demande.filer_phone}
    forbidden = demande.no_email if message.medium == Medium.EMAIL else demande.no_sms
    if to_filer and forbidden:
        return False
    neutral = message.sender_name == NEUTRAL_SENDER or message.text.startswith(NEUTRAL_SUBJECT)
    return neutral or not demande.neutral


def withhold(demande: Demande) -> None:
    """Stop what waits to leave and is now forbidden; agents see that it never did."""
    waiting = OutboundMessage.objects.for_topic(demande.topic).filter(state=State.QUEUED)
    stopped = [message.pk for message in waiting if not may_leave(demande, message)]
    waiting.filter(pk__in=stopped).update(state=State.FAILED, error="withheld", next_try_at=None)


def send(
    demande: Demande,
    event: str,
    subject: str,
    *,
    once: str,
    context: Mapping[str, Any],
    reply_to: str,
) -> None:
    """Write the message of an event to the filer, or nothing where none may leave.

    In neutral words no answer goes to an address that bears the reference.
    """
    link = links.tracking_link(demande)
    key, topic = f"{demande.topic}:{event}:{once}", demande.topic
    sender = NEUTRAL_SENDER if demande.neutral else demande.service.organisation.name
    subject = NEUTRAL_SUBJECT if demande.neutral else subject
    if by_email(demande):
        outbox.enqueue_email(
            key=key,
            topic=topic,
            recipient=demande.filer_email,
            subject=subject,
            template="demandes/neutral" if demande.neutral else f"demandes/{event}",
            context={"link": link} if demande.neutral else {**context, "link": link},
            sender_name=sender,
            reply_to="" if demande.neutral else reply_to,
        )
    elif by_sms(demande):
        name = "" if demande.neutral else f"{sender[:LONGEST_NAME]}\u00a0: "
        body = f"{name}{subject}. {link}"
        outbox.enqueue_sms(key=key, topic=topic, recipient=demande.filer_phone, body=body)
