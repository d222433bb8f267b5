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
from portal.demandes.models.joined import Joined
from portal.demandes.models.journal import JournalEntry
from portal.demandes.models.mentions import Mention
from portal.demandes.models.message_text import MessageText
from portal.demandes.models.person import CAUTIONS, Beneficiary, SafeContact
from portal.demandes.models.sharing import SharedFilling

__all__ = [
    "CAUTIONS",
    "Attachment",
    "Beneficiary",
    "Demande",
    "DocumentRequest",
    "Draft",
    "DraftFile",
    "ExceptionalAccess",
    "Filer",
    "FormerFiling",
    "Joined",
    "JournalEntry",
    "Mention",
    "Message",
    "MessageText",
    "Note",
    "SafeContact",
    "SharedFilling",
]
