"""Telling somebody that a demande was filed for them: that it exists, and whom to call.

Neither its content, nor its code, nor who filed it. Never for a report about somebody, nor where
the filer said why not; nor to the filer's own address, which they may have asked us not to use.
"""

from portal.demandes.models import Demande
from portal.demandes.reach import NEUTRAL_SENDER
from portal.directory.contact import contact_at
from portal.messaging import outbox, sms
from portal.procedures.models import ForWhom
from portal.text import phones

SUBJECT = "Une demande a été déposée pour vous"


def tell(demande: Demande) -> None:
    """Write to the beneficiary by e-mail, else by text message; once per demande."""
    key = f"{demande.topic}:beneficiary"
    contact = contact_at(demande.service.organisation)
    name = NEUTRAL_SENDER if demande.neutral else demande.service.organisation.name
    if (way := way_to(demande)) == "email":
        outbox.enqueue_email(
            key=key,
            topic=demande.topic,
            recipient=demande.beneficiary_email,
            subject=SUBJECT,
            template="demandes/beneficiary",
            context={
                "reference": demande.reference,
                "neutral": demande.neutral,
                "organisation": name,
                "contact": contact,
            },
            sender_name=name,
        )
    elif way == "sms":
        body = f"{SUBJECT}, référence {demande.reference}. Pas d’accord ? {contact.phone_display}"
        recipient = demande.beneficiary_phone
        outbox.enqueue_sms(key=key, topic=demande.topic, recipient=recipient, body=body)


def is_told(demande: Demande) -> bool:
    """Whether the beneficiary is to know, by whatever way."""
    report = demande.procedure.for_whom == ForWhom.REPORT
    return demande.for_other and not demande.untold and not report


def way_to(demande: Demande) -> str:
    """« email », « sms », « letter » when neither can be used; blank when they aren't told."""
    if not is_told(demande):
        return ""
    if demande.beneficiary_email not in {"", demande.filer_email}:
        return "email"
    phone = demande.beneficiary_phone
    if sms.available() and phone != demande.filer_phone and phones.is_mobile(phone):
        return "sms"
    return "letter"
