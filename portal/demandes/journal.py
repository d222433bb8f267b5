"""Writing and checking a demande's chain of journal entries."""

import hashlib
import json
from datetime import datetime
from typing import Any

from portal.accounts.models import User
from portal.demandes.models import Demande, JournalEntry
from portal.demandes.states import Action, State


def write(
    demande: Demande,
    action: Action,
    *,
    at: datetime,
    agent: User | None = None,
    actor: JournalEntry.Actor | None = None,
    from_state: str = "",
    data: dict[str, Any] | None = None,
) -> JournalEntry:
    """Append the entry of the demande's present version; the caller holds the row's lock.

    `data` takes ids, codes and dates, never what a person wrote or who they are.
    """
    entry = JournalEntry(
        demande=demande,
        number=demande.version,
        at=at,
        action=action,
        actor_kind=actor or (JournalEntry.Actor.AGENT if agent else JournalEntry.Actor.CITIZEN),
        agent=agent,
        from_state=from_state,
        to_state=demande.state,
        data=data or {},
        previous_digest=_digest_before(demande),
    )
    entry.digest = digest(entry)
    entry.save(force_insert=True)
    return entry


def _digest_before(demande: Demande) -> str:
    """That of the entry which the present version's follows; blank for the first."""
    if demande.version == 1:
        return ""
    entries = demande.journal.order_by().filter(number=demande.version - 1)
    return entries.values_list("digest", flat=True).get()


def digest(entry: JournalEntry) -> str:
    """SHA-256 over the entry and the digest before it."""
    content = [
        entry.previous_digest,
        entry.demande_id,
        entry.number,
        entry.at.timestamp(),
        entry.action,
        entry.actor_kind,
        entry.agent_id,
        entry.from_state,
        entry.to_state,
        entry.data,
    ]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def was_filed(demande_id: int) -> bool:
    """Whether it ever was: not while it waits for its payment, nor if it ended without it."""
    entries = JournalEntry.objects.filter(demande=demande_id, to_state=State.FILED)
    return entries.filter(action__in=[Action.FILE, Action.TAKE_IN]).exists()


def first_broken(demande: Demande) -> int | None:
    """The number of the first entry that is changed, out of place or missing, or None."""
    previous, number = "", 0
    for number, entry in enumerate(demande.journal.order_by("number"), start=1):
        if (entry.number, entry.previous_digest, entry.digest) != (number, previous, digest(entry)):
            return number
        previous = entry.digest
    return None if number == demande.version else number + 1
