"""A demande, the draft it came from, its journal and what is exchanged about it."""

from portal.demandes.models.demande import Demande, Filer
from portal.demandes.models.draft import Draft, DraftFile
from portal.demandes.models.exchanges import (
    Attachment,
    DocumentRequest,
    ExceptionalAccess,
    Message,
    Note,
)
from portal.demandes.models.filings import FormerFiling
from portal.demandes.models.journal import JournalEntry

__all__ = [
    "Attachment",
    "Demande",
    "DocumentRequest",
    "Draft",
    "DraftFile",
    "ExceptionalAccess",
    "Filer",
    "FormerFiling",
    "JournalEntry",
    "Message",
    "Note",
]
