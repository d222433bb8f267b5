"""The frame of every verb: lock, check, change, one journal entry, all in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from portal.accounts.models import User
from portal.demandes import clock, journal, rights
from portal.demandes.hands import Hands
from portal.demandes.models import Demande, JournalEntry
from portal.demandes.states import Action, State, after, allowed


class Refused(Exception):
    """A verb that can't be done; its text is a French sentence for the person who tried."""

    status = 409


class NotAllowed(Refused):
    status = 403


class WrongState(Refused):
    """The button was out of date: the demande has moved on."""


class ChangedMeanwhile(Refused):
    """Somebody else acted on the demande since the page was shown."""


@dataclass
class Deed:
    """A verb under way: the locked demande to change, and what the journal will say of it."""

    demande: Demande
    at: datetime
    data: dict[str, Any] = field(default_factory=dict)


@contextmanager
def deed(
    demande: Demande,
    action: Action,
    *,
    agent: User | None = None,
    actor: JournalEntry.Actor | None = None,
    version: int | None = None,
    by_right: bool = True,
) -> Iterator[Deed]:
    """Lock the demande, check right, state and version; after the block, save and journal.

    What changes hands is counted, and leaves a keeper who may keep it no more (`hands`).
    Without an agent, the person (or, by `actor`, the system) acts. The demande that the caller
    holds is brought up to date. `by_right=False`: the verb has looked at the agent's right itself.
    Raises NotAllowed, WrongState or ChangedMeanwhile.
    """
    with transaction.atomic():
        rows = Demande.objects.with_service().select_for_update(of=("self",))
        locked = rows.get(pk=demande.pk)
        check(locked, action, agent=agent if by_right else None, version=version)
        before, hands = locked.state, Hands.of(locked)
        locked.state = after(action, before)
        under_way = Deed(demande=locked, at=clock.now())
        yield under_way
        under_way.data.update(hands.settle(locked))
        if locked.state == State.ASSIGNED and locked.assignee_id is None:
            locked.state = State.FILED
        locked.version += 1
        locked.save()
        journal.write(
            locked,
            action,
            at=under_way.at,
            agent=agent,
            actor=actor,
            from_state=before,
            data=under_way.data,
        )
    demande.refresh_from_db()


def check(
    demande: Demande,
    action: Action,
    *,
    agent: User | None = None,
    version: int | None = None,
    reads: bool | None = None,
) -> None:
    """Whether the verb may happen now; a page asks before it offers a form, each verb again.

    `reads`: what a page of many demandes already knows of `rights.may_read`. Raises
    NotAllowed, ChangedMeanwhile or WrongState.
    """
    if agent and not rights.has_role_for(agent, action, demande):
        raise NotAllowed("Vos habilitations ne permettent pas cette action sur cette demande.")
    if version is not None and version != demande.version:
        raise ChangedMeanwhile(
            "Cette demande a changé depuis l’affichage de la page. "
            "Relisez-la, puis recommencez si c’est encore utile."
        )
    if not allowed(action, demande.state):
        raise WrongState(
            f"Cette action n’est plus possible : la demande est « {demande.status.label} »."
        )
    if agent and not rights.may(agent, action, demande, reads=reads):
        if action == Action.OPEN_EXCEPTIONALLY:
            raise NotAllowed("Vous pouvez déjà lire cette demande.")
        raise NotAllowed("Cette demande est confidentielle : vous n’en voyez que l’enveloppe.")
