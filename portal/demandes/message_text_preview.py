"""The e-mail of an imaginary person, in the words being written."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.utils import timezone

from portal.demandes.message_texts import VARIABLES
from portal.demandes.models.message_text import MessageText
from portal.directory.contact import contact_at
from portal.directory.signature import Signature
from portal.messaging.outbox import drawn
from portal.text import variables
from portal.text.dates import full_date

SERVICE = "Service de l’exemple"


def draw(text: MessageText) -> HttpResponse:
    """The whole page of its HTML part."""
    return HttpResponse(drawn(f"emails/demandes/{text.event}.html", context(text)))


def context(text: MessageText) -> dict[str, Any]:
    """What the templates of all these messages show."""
    values, organisation = examples(), text.organisation
    return {
        "subject": variables.fill(text.subject, values) or text.get_event_display(),
        "words": variables.fill(text.body, values),
        "sender_name": organisation.name,
        "reply_to": "",
        "reference": values["reference"],
        "procedure": values["demarche"],
        "received_on": values["date_depot"],
        "due_on": values["date_reponse"],
        "service": SERVICE,
        "contact": contact_at(organisation),
        "confidential": False,
        "link": "#",
        "code": "FLFP\u00a0QKVP",
        "silence": "",
        "body": "Ce que l’agent a écrit est ici.",
        "decision": "",
        "reasons": "",
        "appeal_route": "",
        "signature": Signature("Camille Morel", "référente", SERVICE, organisation.address),
    }


def examples() -> dict[str, str]:
    """A value for each variable."""
    today = timezone.localdate()
    found = {
        "reference": "D-7K3F-9QX8",
        "demarche": "Signaler un trou dans la chaussée",
        "date_depot": full_date(today),
        "date_reponse": full_date(today + timedelta(days=14)),
        "service": SERVICE,
    }
    return {name: found[name] for name in VARIABLES}
