"""What agents do with a demande: take, assign, forward, wait for a partner, close, reopen."""

from datetime import timedelta

from django.db import transaction

from portal.accounts.models import User
from portal.demandes import deadlines, notices
from portal.demandes.models import Demande, ExceptionalAccess, Note
from portal.demandes.moving import move
from portal.demandes.states import Action, State
from portal.demandes.workflow.deed import NotAllowed, Refused, deed
from portal.directory.coverage import coverage_of
from portal.directory.models import Role, Service

EXCEPTIONAL_ACCESS_LASTS = timedelta(hours=4)


def take(demande: Demande, *, agent: User, version: int) -> None:
    """The agent takes the demande in hand; a demande that waits goes on waiting."""
    with deed(demande, Action.TAKE, agent=agent, version=version) as done:
        done.demande.assignee = agent


def assign(demande: Demande, *, to: User, agent: User, version: int) -> None:
    """Hand the demande to a colleague who handles demandes in its service.

    Raises Refused when the colleague doesn't.
    """
    with deed(demande, Action.ASSIGN, agent=agent, version=version) as done:
        if sentence := refusal_to_assign(done.demande, to):
            raise Refused(sentence)
        done.demande.assignee = to
        done.data["assignee"] = to.pk


def refusal_to_assign(demande: Demande, to: User) -> str:
    """Why the demande can't be handed to this colleague; blank when it can."""
    handles = coverage_of(to).has(demande.service_id, Role.OFFICER, Role.HEAD)
    if to.is_active and handles:
        return ""
    return "Cette personne ne traite pas les demandes de ce service."


def forward(demande: Demande, *, service: Service, reason: str, agent: User, version: int) -> None:
    """Send the demande on to the service that it concerns, with a note, and tell the person.

    Raises Refused when the demande is there already, or the service no longer active.
    """
    with deed(demande, Action.FORWARD, agent=agent, version=version) as done:
        moved = done.demande
        if sentence := refusal_to_forward(moved, service):
            raise Refused(sentence)
        done.data.update(from_service=moved.service_id, to_service=service.pk)
        move(moved, service, at=done.at)
        moved.silence_on = deadlines.legal_clock(moved).silence_on
        note = Note.objects.create(demande=moved, agent=agent, body=reason, written_at=done.at)
        done.data["note"] = note.pk
        notices.forwarded(moved)


def refusal_to_forward(demande: Demande, service: Service) -> str:
    """Why the demande can't be sent on to this service; blank when it can."""
    if service.pk == demande.service_id:
        return "La demande est déjà dans ce service."
    if not service.active:
        return "Ce service n’est plus en activité : choisissez-en un autre."
    return ""


def ask_partner(demande: Demande, *, partner: str, agent: User, version: int) -> None:
    """Note that an outside body has been asked; the agent's own hand stays on the demande."""
    with deed(demande, Action.ASK_PARTNER, agent=agent, version=version) as done:
        body = f"Avis demandé à : {partner}"
        note = Note.objects.create(demande=done.demande, agent=agent, body=body, written_at=done.at)
        done.data["note"] = note.pk
        done.demande.assignee = done.demande.assignee or agent


def resume(demande: Demande, *, agent: User, version: int) -> None:
    """Stop waiting for the person or the partner."""
    with deed(demande, Action.RESUME, agent=agent, version=version) as done:
        done.demande.assignee = done.demande.assignee or agent


def close(demande: Demande, *, agent: User, version: int) -> None:
    """Nothing more will happen: the answer has been given. Its keeper confirms it."""
    with deed(demande, Action.CLOSE, agent=agent, version=version) as done:
        if done.demande.keeper_id == agent.pk:
            done.data["confirmed"] = True
        done.demande.closed_at = done.at


def reopen(demande: Demande, *, agent: User, version: int) -> None:
    """Take the demande up again, in the agent's hands; the person is told."""
    with deed(demande, Action.REOPEN, agent=agent, version=version) as done:
        done.demande.assignee = agent
        done.demande.answered_at = done.demande.closed_at = None
        notices.reopened(done.demande)


@transaction.atomic
def mark_duplicate(demande: Demande, *, of: Demande, agent: User, version: int) -> None:
    """End a demande that says again what another one says; the person is told.

    Raises Refused when the other one is this one, a duplicate itself or withdrawn, NotAllowed when
    it is out of the agent's sight.
    """
    # Both, always in one order: two demandes marked at once as duplicates of each other would be
    # lost, or wait for each other for ever.
    both = Demande.objects.filter(pk__in=(demande.pk, of.pk)).order_by("pk")
    list(both.select_for_update(of=("self",)))
    with deed(demande, Action.MARK_DUPLICATE, agent=agent, version=version) as done:
        other = Demande.objects.visible_to(agent).filter(pk=of.pk).first()
        if other is None:
            raise NotAllowed("Vous n’avez pas accès à l’autre demande.")
        if other.pk == demande.pk or other.status in {State.DUPLICATE, State.WITHDRAWN}:
            raise Refused("Choisissez une autre demande, ni retirée ni elle-même un doublon.")
        done.demande.duplicate_of = other
        done.demande.closed_at = done.at
        done.data["of"] = other.pk
        notices.marked_duplicate(done.demande)


def open_exceptionally(demande: Demande, *, reason: str, agent: User) -> ExceptionalAccess:
    """Let the agent read one confidential demande for four hours, with a reason, in the journal."""
    with deed(demande, Action.OPEN_EXCEPTIONALLY, agent=agent) as done:
        access = ExceptionalAccess.objects.create(
            demande=done.demande,
            agent=agent,
            reason=reason,
            granted_at=done.at,
            expires_at=done.at + EXCEPTIONAL_ACCESS_LASTS,
        )
        done.data["access"] = access.pk
    return access
