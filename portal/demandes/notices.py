"""The e-mails that a demande sends to the person, one function per event.

A confidential demande's e-mails say that there is news, never what it is: not even the service,
whose name would tell. Its receipt and its page name everything (docs/decisions, 035).
"""

from dataclasses import replace
from datetime import date
from typing import Any

from portal.accounts.models import User
from portal.demandes import beneficiaries, clock, deadlines, message_texts, reach
from portal.demandes.models import Attachment, Demande, DocumentRequest, Message
from portal.demandes.receipt import legal_words
from portal.demandes.references import display_code
from portal.demandes.states import State
from portal.directory.contact import contact_at
from portal.directory.signature import Signature
from portal.messaging.inbound.addresses import reply_address
from portal.text.dates import full_date


def filed(demande: Demande) -> None:
    """Acknowledge at once, with what the receipt must say (CRPA, R112-5 and R112-11-1).

    Ways of appeal name what was asked: a confidential demande's are on its receipt only. Tell its
    beneficiary that it exists.
    """
    words = legal_words(demande) | ({"appeal_route": ""} if demande.confidential else {})
    _send(
        demande,
        "filed",
        f"Votre demande {demande.reference} est bien reçue",
        code=display_code(demande.tracking_code),
        **words,
    )
    beneficiaries.tell(demande)


def forwarded(demande: Demande) -> None:
    """Tell the person which service has the demande now (CRPA, L114-2)."""
    subject = f"Votre demande {demande.reference} a changé de service"
    _send(demande, "forwarded", subject, silence=_silence(demande))


def requalified(demande: Demande) -> None:
    """Tell the person under which procedure the demande goes on, with its dates and its service.

    Like the first e-mail, it names nothing when the demande is confidential.
    """
    words = legal_words(demande, _today(demande))
    words |= {"appeal_route": ""} if demande.confidential else {}
    subject = f"Votre demande {demande.reference} change de démarche"
    _send(demande, "requalified", subject, **words)


def told(demande: Demande, message: Message, agent: User) -> None:
    _send(
        demande,
        "message",
        f"Un message au sujet de votre demande {demande.reference}",
        once=message.pk,
        body="" if demande.confidential else message.body,
        signature=Signature.of(agent, demande.service),
    )


def document_asked(demande: Demande, asked: DocumentRequest, agent: User) -> None:
    """List what is missing and by when it is wanted (CRPA, L114-5)."""
    lacks = "Il manque un document à" if asked.indispensable else "Un document utile pour"
    _send(
        demande,
        "document_asked",
        f"{lacks} votre demande {demande.reference}",
        once=asked.pk,
        label="" if demande.confidential else asked.label,
        why="" if demande.confidential else asked.why,
        indispensable=asked.indispensable,
        deadline=full_date(asked.deadline),
        silence=_silence(demande) if asked.indispensable else "",
        signature=Signature.of(agent, demande.service),
    )


def file_refused(attachment: Attachment) -> None:
    """Ask again for a file in which the antivirus found a program; its name may tell too much."""
    demande = Demande.objects.with_service().get(pk=attachment.demande_id)
    name = "" if demande.confidential else attachment.stored.name
    subject = f"Un fichier de votre demande {demande.reference} est à envoyer de nouveau"
    _send(demande, "file_refused", subject, once=attachment.pk, name=name)


def reopened(demande: Demande) -> None:
    _send(demande, "reopened", f"Votre demande {demande.reference} est rouverte")


def withdrawn(demande: Demande) -> None:
    _send(demande, "withdrawn", f"Votre demande {demande.reference} est retirée")


def to_pay(demande: Demande, *, amount: str, until: date) -> None:
    """Say what is to be paid and by when; before that, perhaps, nothing is filed."""
    waits = demande.status == State.AWAITING_PAYMENT
    of = "Payez pour déposer votre" if waits else "Un paiement pour votre"
    _send(
        demande,
        "to_pay",
        f"{of} demande {demande.reference}",
        once="to_pay",
        code=display_code(demande.tracking_code),
        amount="" if demande.confidential else amount,
        until=full_date(until),
        waits=waits,
    )


def dropped(demande: Demande) -> None:
    """Say that it is no more, for want of payment, and what to do."""
    _send(demande, "dropped", f"Votre demande {demande.reference} n’a pas été déposée")


def marked_duplicate(demande: Demande) -> None:
    _send(demande, "duplicate", f"Votre demande {demande.reference} en rejoint une autre")


def files_refused(demande: Demande, sentences: list[str], *, once: str) -> None:
    """Say which files of an answer by e-mail couldn't be kept, and where to send them."""
    subject = f"Une pièce jointe à votre demande {demande.reference} n’a pas pu être gardée"
    _send(demande, "files_refused", subject, once=once, sentences=sentences)


def answered(demande: Demande, *, once: int, **words: Any) -> None:
    """Say that the answer is there; its text too, unless the demande is confidential."""
    _send(demande, "answered", f"Réponse à votre demande {demande.reference}", once=once, **words)


def _silence(demande: Demande) -> str:
    """What silence will be worth, or is already worth, at this moment of its life."""
    silence: str = legal_words(demande, _today(demande))["silence"]
    return silence


def _today(demande: Demande) -> date:
    return deadlines.day_of(clock.now(), demande)


def _send(
    demande: Demande, event: str, subject: str, *, once: int | str | None = None, **words: Any
) -> None:
    """Write the message of an event, once per `once` or else per version of the demande."""
    if demande.confidential:
        words |= _unsaid(demande, words)
    own = message_texts.words_of(demande, event)
    if own.subject and reach.by_email(demande):  # an SMS has no room for any subject
        subject = own.subject
    context = {
        "words": own.body,
        "reference": demande.reference,
        "procedure": demande.procedure.title,
        "confidential": demande.confidential,
        "received_on": full_date(demande.received_on),
        "due_on": full_date(demande.due_on),
        "service": demande.service.name,
        "contact": demande.service.contact,
        **words,
    }
    reach.send(
        demande,
        event,
        subject,
        once=str(once or f"v{demande.version}"),
        context=context,
        reply_to=_reply_to(demande),
    )


def _reply_to(demande: Demande) -> str:
    """Where an answer by e-mail is read; what is confidential doesn't travel that way."""
    key = demande.reference.replace("-", "")
    return "" if demande.confidential else reply_address("d", key)


def _unsaid(demande: Demande, words: dict[str, Any]) -> dict[str, Any]:
    """The organisation in the place of its service, and of the role of the agent who signs."""
    organisation = demande.service.organisation
    instead: dict[str, Any] = {"service": organisation.name, "contact": contact_at(organisation)}
    if "signature" in words:
        instead["signature"] = replace(
            words["signature"],
            role="",
            service=organisation.name,
            address=organisation.address,
        )
    return instead
