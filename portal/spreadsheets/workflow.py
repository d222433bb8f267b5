"""The verbs of an import: a file is received, checked, then written on a click."""

from django.core.exceptions import PermissionDenied
from django.core.files.base import File
from django.db import transaction

from portal.accounts.models import User
from portal.media import intake
from portal.spreadsheets import tasks
from portal.spreadsheets.models import Import, State
from portal.spreadsheets.subjects import Subject


@transaction.atomic
def receive(*, subject: Subject, uploaded: File, agent: User) -> Import:
    """Keep a file and have it checked. Administrators only (PermissionDenied).

    Raises ValidationError for a file that can't be taken (see `intake.store`).
    """
    if not agent.is_administrator:
        raise PermissionDenied("Only administrators import.")
    stored = intake.store(uploaded)
    owner = Import.objects.create(
        subject=subject.slug, agent=agent, stored=stored, file_name=stored.name
    )
    return _start(owner, State.CHECKING)


@transaction.atomic
def confirm(*, owner: Import, agent: User) -> Import:
    """Have what was shown written; a second click changes nothing.

    Only who sent the file (PermissionDenied), and only when no row is refused.
    """
    locked = _locked(owner, agent)
    if locked.may_be_written(locked.counts()):
        return _start(locked, State.WRITING)
    return locked


@transaction.atomic
def check_again(*, owner: Import, agent: User) -> Import:
    """Check the same file against what is known now, or start again a check that failed."""
    locked = _locked(owner, agent)
    waits = locked.state in {State.CHECKED, State.UNREADABLE, State.OUTDATED}
    if locked.stored_id and (waits or locked.has_failed()):
        return _start(locked, State.CHECKING)
    return locked


def _locked(owner: Import, agent: User) -> Import:
    if owner.agent_id != agent.pk or not agent.is_administrator:
        raise PermissionDenied("Only who sent a file has it imported.")
    return Import.objects.select_for_update(of=("self",)).get(pk=owner.pk)


def _start(owner: Import, state: State) -> Import:
    task = tasks.check if state == State.CHECKING else tasks.write
    owner.state = state
    owner.task_id = task.enqueue(str(owner.pk)).id
    owner.save(update_fields=["state", "task_id"])
    return owner
