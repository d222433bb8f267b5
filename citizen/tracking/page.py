"""What the tracking page shows, read in a fixed number of queries."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from citizen.tracking.forms import DocumentForm, MessageForm
from citizen.tracking.story import story
from payments.models import Invoice
from portal.demandes import answers, deadlines, receipt
from portal.demandes.models import Attachment, Demande, DocumentRequest, JournalEntry, Message
from portal.demandes.states import Action, State, allowed
from portal.demandes.thread import Said, file_line, refused
from portal.directory.closed import closed_service
from portal.directory.signature import Signature
from portal.procedures.models import Silence
from portal.replies.models import Reply

FILE = "tracked_attachment"  # the view that serves a file of a demande to the person


@dataclass(frozen=True)
class Wanted:
    """A document asked for that hasn't come, with the form to send it."""

    request: DocumentRequest
    form: DocumentForm


@dataclass(frozen=True)
class Provided:
    """A document asked for that has come, with its files."""

    label: str
    received_on: date
    files: list[dict[str, Any]]


def page(
    demande: Demande, message_form: MessageForm, document_form: DocumentForm | None = None
) -> dict[str, Any]:
    """The page's context; a form with errors takes the place of the blank one."""
    attachments = list(demande.attachments.select_related("stored"))
    asked = list(demande.document_requests.all())
    messages = _messages(demande)
    journal = list(demande.journal.order_by("number"))
    return {
        "demande": demande,
        "story": story(demande, journal),
        "waits": demande.status == State.AWAITING_PAYMENT,
        "was_filed": _was_filed(journal),
        "invoices": list(Invoice.objects.filter(demande=demande).select_related("regie")),
        "legal": _legal(demande),
        "agent": _agent(demande),
        "replies": list(Reply.objects.filter(demande=demande)),
        "thread": [_said(message, attachments) for message in messages],
        "wanted": list(_wanted(demande, asked, document_form)),
        "provided": list(_provided(demande, asked, attachments)),
        "sections": answers.titled(demande, attachments, FILE),
        "former": answers.former(demande),
        "files": [_file(demande, a) for a in attachments if a.field_key],
        "refused": refused([a for a in attachments if _is_theirs(a, messages)]),
        "message_form": message_form if allowed(Action.HEAR, demande.state) else None,
        "may_withdraw": allowed(Action.WITHDRAW, demande.state),
        "contact": demande.service.contact,
        "closed": closed_service(demande.service) if demande.is_open else None,
        "wrong": document_form or (message_form if message_form.errors else None),
    }


def _is_theirs(attachment: Attachment, messages: list[Message]) -> bool:
    """Whether the person sent it, and can send it again."""
    ours = {message.pk for message in messages if not message.from_citizen}
    return attachment.message_id not in ours


def _was_filed(journal: list[JournalEntry]) -> bool:
    """Not while it waits for its payment, nor once it ended without it."""
    return any(entry.to_state == State.FILED for entry in journal)


def _legal(demande: Demande) -> dict[str, str]:
    """What silence is worth, while no answer has come."""
    if not demande.is_open or demande.silence == Silence.NONE:
        return {}
    today = deadlines.day_of(timezone.now(), demande)
    return receipt.legal_words(demande, today)


def _agent(demande: Demande) -> Signature | None:
    return Signature.of(demande.assignee, demande.service) if demande.assignee else None


def _messages(demande: Demande) -> list[Message]:
    return list(demande.messages.select_related("agent"))


def _said(message: Message, attachments: list[Attachment]) -> Said:
    demande = message.demande
    files = [_file(demande, a) for a in attachments if a.message_id == message.pk]
    if message.agent is None:
        return Said("Vous", "", message.sent_at, message.body, "ours", files)
    signature = Signature.of(message.agent, demande.service)
    author = signature.name or signature.service
    return Said(author, signature.role, message.sent_at, message.body, "theirs", files)


def _wanted(
    demande: Demande, asked: list[DocumentRequest], bound: DocumentForm | None
) -> Iterator[Wanted]:
    if not allowed(Action.PROVIDE_DOCUMENT, demande.state):
        return
    for request in asked:
        if not request.received_on:
            blank = DocumentForm(request_id=request.pk)
            yield Wanted(request, bound if bound and bound.prefix == blank.prefix else blank)


def _provided(
    demande: Demande, asked: list[DocumentRequest], attachments: list[Attachment]
) -> Iterator[Provided]:
    for request in asked:
        if request.received_on:
            files = [_file(demande, a) for a in attachments if a.document_request_id == request.pk]
            yield Provided(request.label, request.received_on, files)


def _file(demande: Demande, attachment: Attachment) -> dict[str, Any]:
    return file_line(demande, attachment, FILE)
