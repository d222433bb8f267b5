"""Sheets in large print: what a filer without an e-mail address takes away, and the letter that
tells somebody that a demande was filed for them.

Neither bears the procedure nor an answer, since paper is left on tables; only the filer's has the
tracking code.
"""

from typing import Any

from django.urls import reverse

from portal.demandes import links, paper, reach
from portal.demandes.models import Demande
from portal.demandes.references import display_code
from portal.directory.contact import contact_at
from portal.text.dates import full_date

STYLE = "demandes/slip.css"


def draw(demande: Demande) -> bytes:
    """The slip as a PDF."""
    return paper.draw("demandes/slip.html", STYLE, context(demande))


def context(demande: Demande) -> dict[str, Any]:
    """What it says; of a confidential demande the organisation, never its service.

    In neutral words not even the organisation.
    """
    organisation, service = demande.service.organisation, demande.service
    hidden = demande.confidential or demande.neutral
    return {
        "reference": demande.reference,
        "code": display_code(demande.tracking_code),
        "received_on": full_date(demande.received_on),
        "due_on": full_date(demande.due_on),
        "organisation": organisation,
        "service": organisation.name if hidden else service.name,
        "contact": contact_at(organisation) if hidden else service.contact,
        "tracking": links.absolute(demande, reverse("tracking")),
        "neutral": demande.neutral,
        "by_email": reach.by_email(demande),
        "ways": reach.other_ways(demande),
    }


def letter(demande: Demande) -> bytes:
    """The letter to the beneficiary as a PDF."""
    words = {
        "neutral": demande.neutral,
        "organisation": demande.service.organisation.name,
        "contact": contact_at(demande.service.organisation),
        "name": demande.beneficiary_name,
        "received_on": full_date(demande.received_on),
        "reference": demande.reference,
    }
    return paper.draw("demandes/beneficiary_letter.html", STYLE, words)
