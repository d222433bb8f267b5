"""What was said and sent about a demande, as components/said.html and files.html draw it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse

from portal.demandes.models import Attachment, Demande


@dataclass(frozen=True)
class Said:
    """One message or note; `kind` is "ours", "theirs" or "note", seen from who reads."""

    author: str
    role: str
    at: datetime
    words: str
    kind: str
    files: list[dict[str, Any]]


def file_line(demande: Demande, attachment: Attachment, view: str) -> dict[str, Any]:
    """A file with its address, if it opens: that view checks who asks."""
    stored = attachment.stored
    url = reverse(view, args=[demande.reference, stored.pk]) if stored.is_open else ""
    return {
        "name": stored.name,
        "size": stored.size,
        "url": url,
        "note": stored.note,
        "remove_url": "",
    }


def refused(attachments: list[Attachment]) -> list[str]:
    """The names of the files in which the antivirus found a program."""
    return [each.stored.name for each in attachments if each.stored.is_refused]
