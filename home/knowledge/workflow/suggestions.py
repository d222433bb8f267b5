"""A proposal, from whoever saw something wrong to whoever keeps the sheet."""

from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from home.knowledge import notices
from home.knowledge.models import KnowledgePage, Suggestion
from home.knowledge.rights import may_write
from home.knowledge.states import TAKERS_OWN, Action, State
from portal.accounts.models import User
from portal.directory.models import Service

OVER = "Cette proposition a déjà été traitée."
MOVED = "Cette proposition a changé entre-temps\u00a0: voyez où elle en est."


@transaction.atomic
def propose(
    *,
    act: UUID,
    by: User,
    words: str,
    sheet: KnowledgePage | None = None,
    title: str = "",
    service: Service | None = None,
) -> Suggestion:
    """A correction of `sheet`, or a new sheet on `title` for `service`; once per `act`.

    Any agent may, of a sheet they read. The agent who keeps the sheet is told.
    """
    if existing := Suggestion.objects.filter(act=act).first():
        return existing
    if sheet is not None:
        title, service = sheet.title, sheet.service
    if service is None or not title.strip() or not words.strip():
        raise ValidationError("Dites de quoi il s’agit, et ce que vous proposez.")
    suggestion, created = Suggestion.objects.get_or_create(
        act=act,
        defaults={
            "sheet": sheet,
            "title": title.strip()[:160],
            "words": words.strip(),
            "service": service,
            "is_new": sheet is None,
            "proposed_by": by,
        },
    )
    if created:
        notices.proposed(suggestion)
    return suggestion


def take(suggestion: Suggestion, *, by: User, version: int) -> Suggestion:
    """`by` looks after it, in the place of a colleague if one had it. As `_do`."""
    return _do(suggestion, Action.TAKE, by, version)


def release(suggestion: Suggestion, *, by: User, version: int) -> Suggestion:
    """Back to the service's queue. As `_do`."""
    return _do(suggestion, Action.RELEASE, by, version)


def accept(suggestion: Suggestion, *, by: User, version: int, sheet: KnowledgePage) -> Suggestion:
    """The sheet now says it; called by the verb that writes the sheet. As `_do`; they are told."""
    return _do(suggestion, Action.ACCEPT, by, version, sheet=sheet)


def refuse(suggestion: Suggestion, *, by: User, version: int, answer: str) -> Suggestion:
    """Not taken up, with why; whoever proposed is told. As `_do`."""
    if not answer.strip():
        raise ValidationError("Dites pourquoi\u00a0: la personne qui a proposé lira ces mots.")
    return _do(suggestion, Action.REFUSE, by, version, answer=answer.strip())


@transaction.atomic
def _do(
    suggestion: Suggestion,
    action: Action,
    by: User,
    version: int,
    *,
    sheet: KnowledgePage | None = None,
    answer: str = "",
) -> Suggestion:
    """Locks it, checks the right, the state and the version that was read, and writes.

    Who writes the sheets of its service may (PermissionDenied). The same thing asked twice by the
    same agent is done once. Raises ValidationError on what can't be any more.
    """
    found = Suggestion.objects.select_for_update(of=("self",)).get(pk=suggestion.pk)
    if not may_write(by, found.service_id):
        raise PermissionDenied("Only those who write for the service decide.")
    state = found.next_state(action)
    if _again(found, action, by):
        return found
    if state is None:
        raise ValidationError(OVER if not found.is_waiting else MOVED)
    if found.version != version:
        raise ValidationError(MOVED)
    if action in TAKERS_OWN and found.taken_by_id not in {None, by.pk}:
        raise ValidationError(f"{found.taken_by} l’a prise en main\u00a0: prenez-la d’abord.")
    found.state, found.version = state, found.version + 1
    found.taken_by = None if action == Action.RELEASE else by
    if not found.is_waiting:
        found.decided_by, found.decided_at, found.answer = by, timezone.now(), answer
        found.sheet = sheet or found.sheet
    found.save()
    if not found.is_waiting:
        notices.decided(found)
    return found


def _again(found: Suggestion, action: Action, by: User) -> bool:
    """Whether this agent has just done the same thing."""
    if action == Action.TAKE:
        return found.status == State.TAKEN and found.taken_by_id == by.pk
    done = {Action.ACCEPT: State.DONE, Action.REFUSE: State.REFUSED}.get(action)
    return done is not None and found.status == done and found.decided_by_id == by.pk
