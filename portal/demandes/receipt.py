"""The receipt of a demande (accusé de réception électronique) and what the law wants on it.

CRPA, R112-5 and R112-11-1; see legal.md. It goes to whoever filed, but never bears the tracking
code: a sheet of paper is left on tables.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.urls import reverse

from portal.demandes import answers, deadlines, links, paper, reach
from portal.demandes.legal_words import describe
from portal.demandes.models import Attachment, Demande
from portal.procedures.models import RequiredDocument, Silence
from portal.text.dates import full_date, time_of_day

ATTESTATION = (
    "Si votre demande est ainsi acceptée, vous pouvez demander au service une attestation "
    "qui le prouve (article L232-3 du code des relations entre le public et l’administration)."
)


class Document(NamedTuple):
    """A document that the procedure asks for: why, and where it stands."""

    label: str
    why: str
    standing: str


def legal_words(demande: Demande, today: date | None = None) -> dict[str, Any]:
    """What silence will be worth, and what to do then; blank for what is no demande in law.

    Seen from `today`, what it was worth once its date is past; without it, from the day of filing:
    for an old letter that date may be past already.
    """
    if demande.silence == Silence.NONE:
        return {"silence": "", "attestation": "", "appeal_route": ""}
    accepts = demande.silence == Silence.ACCEPT
    return {
        "silence": describe(
            deadlines.legal_clock(demande), today or deadlines.day_of(demande.filed_at, demande)
        ),
        "attestation": ATTESTATION if accepts else "",
        "appeal_route": "" if accepts else demande.appeal_route,
    }


def draw(demande: Demande) -> bytes:
    """The receipt as a PDF."""
    return paper.draw("demandes/receipt.html", "demandes/receipt.css", context(demande))


def context(demande: Demande) -> dict[str, Any]:
    """What the receipt says."""
    organisation = demande.service.organisation
    filed_at = demande.filed_at.astimezone(ZoneInfo(organisation.time_zone))
    at_once = demande.received_on == filed_at.date()  # a letter has no hour
    sent = demande.attachments.filter(message=None).select_related("stored")
    attachments = [each for each in sent if not each.stored.is_refused]
    return {
        "demande": demande,
        "organisation": organisation,
        "service": demande.service,
        "contact": demande.service.contact,
        "tracking": links.absolute(demande, reverse("tracking")),
        "received_on": full_date(demande.received_on),
        "received_time": time_of_day(filed_at.time()) if at_once else "",
        "due_on": full_date(demande.due_on),
        "sections": [
            (section.step.title, [(row.label, answers.text(row.display)) for row in section.rows])
            for section in answers.sections(demande, attachments)
        ],
        "files": [attachment.stored for attachment in attachments],
        "former": [each.procedure.title for each in demande.former_filings.all()],
        "documents": list(_documents(demande, attachments)),
        "leaves": reach.leaves(demande),
        "missing": list(_missing(demande)),
        **legal_words(demande),
    }


def _documents(demande: Demande, attachments: list[Attachment]) -> Iterator[Document]:
    """The procedure's documents: received, to be had without the person, or not sent (L114-8)."""
    received = {attachment.field_key for attachment in attachments}
    for document in demande.procedure.required_documents.all():
        yield Document(document.label, document.why, _standing(document, received))


def _standing(document: RequiredDocument, received: set[str]) -> str:
    if document.field_key and document.field_key in received:
        return "Reçu"
    if document.obtainable:
        return "Nous nous le procurons nous-mêmes"
    return "Non reçu" if document.field_key else "À fournir si le service vous le demande"


def _missing(demande: Demande) -> Iterator[dict[str, str]]:
    """What has been asked for since and hasn't come, with its deadline (L114-5)."""
    for asked in demande.document_requests.filter(received_on=None):
        yield {"label": asked.label, "why": asked.why, "deadline": full_date(asked.deadline)}
