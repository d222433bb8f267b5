"""What a demande holds, read in a fixed number of queries for those who may."""

from datetime import datetime
from typing import Any

from backoffice.casework.chronicle import chronicle
from payments.models import Invoice
from portal.accounts.models import User
from portal.demandes import answers, beneficiaries, mentions, persons, reach, rights
from portal.demandes.models import Attachment, Demande, Message
from portal.demandes.querysets import CONFIDENTIAL_ROLES
from portal.demandes.thread import Said, file_line, refused
from portal.directory.coverage import coverage_of
from portal.messaging.models import OutboundMessage
from portal.procedures.models import ForWhom
from portal.replies.models import Reply

FILE = "demande_attachment"  # the view that serves a file of a demande to agents
MAP = "demande_place"  # the view that shows a place of a demande on a map


def content(demande: Demande, agent: User) -> dict[str, Any]:
    """The part of the page's context that only `rights.may_read` opens."""
    attachments = list(demande.attachments.select_related("stored"))
    mails = list(OutboundMessage.objects.for_topic(demande.topic).defer("text", "html"))
    notes = _by_agents(demande.notes.annotate(waiting=mentions.waiting(agent)))
    return {
        "invoices": list(Invoice.objects.filter(demande=demande)),
        "cited": any(note.waiting for note in notes),
        "replies": list(Reply.objects.filter(demande=demande)),
        "sections": answers.titled(demande, attachments, FILE, MAP),
        "former": answers.former(demande),
        "files": [_file(demande, each) for each in attachments if each.message_id is None],
        "thread": thread(demande, attachments, notes),
        "refused": refused(attachments),
        "ways": "" if reach.leaves(demande) else reach.other_ways(demande),
        "beneficiary": _beneficiary(demande),
        "others_of_person": persons.others_of(demande, agent),
        "documents": [
            (asked, [_file(demande, a) for a in attachments if a.document_request_id == asked.pk])
            for asked in demande.document_requests.all()
        ],
        "mails": mails,
        "undelivered": any(mail.can_be_resent for mail in mails),
        "journal": chronicle(demande, agent),
        "open_until": open_until(demande, agent),
    }


def _beneficiary(demande: Demande) -> dict[str, Any] | None:
    """For whom it is, and how they were told; None when it is for the filer."""
    if demande.procedure.for_whom == ForWhom.REPORT:
        return {"report": True, "way": ""}
    if not demande.for_other:
        return None
    return {"report": False, "way": beneficiaries.way_to(demande)}


def thread(demande: Demande, attachments: list[Attachment], notes: list[Any]) -> list[Said]:
    """Messages and notes together, the oldest first."""
    messages = [_said(each, demande, attachments) for each in _by_agents(demande.messages)]
    noted = [_noted(each) for each in notes]
    return sorted([*messages, *noted], key=lambda said: said.at)


def open_until(demande: Demande, agent: User) -> datetime | None:
    """When the agent's exceptional access ends, if that is what opens the content."""
    if not demande.confidential:
        return None
    if coverage_of(agent).has(demande.service_id, *CONFIDENTIAL_ROLES):
        return None
    return rights.exceptional_until(agent, demande)


def _by_agents(rows: Any) -> list[Any]:
    return list(rows.select_related("agent"))


def _said(message: Message, demande: Demande, attachments: list[Attachment]) -> Said:
    files = [_file(demande, each) for each in attachments if each.message_id == message.pk]
    if message.agent is None:
        return Said(
            demande.filer_name, _filer_role(demande), message.sent_at, message.body, "theirs", files
        )
    agent = message.agent
    return Said(str(agent), agent.job_title, message.sent_at, message.body, "ours", files)


def _filer_role(demande: Demande) -> str:
    """Who writes for a company or an association; for a person, that they asked."""
    person = f"{demande.filer_first_name} {demande.filer_last_name}".strip()
    return person if demande.filer_body and person else "a déposé la demande"


def _noted(note: Any) -> Said:
    """A note with what `mentions.waiting` says of it."""
    role = "note interne, à lire\u00a0: elle vous cite" if note.waiting else "note interne"
    return Said(str(note.agent), role, note.written_at, note.body, "note", [])


def _file(demande: Demande, attachment: Attachment) -> dict[str, Any]:
    return file_line(demande, attachment, FILE)
