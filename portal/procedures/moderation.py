"""Proposing a draft, and deciding on it: Wagtail's workflow, with rights by service.

Every verb locks the procedure, checks the right and the state, and writes the e-mails.
"""

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from portal.accounts.models import User
from portal.procedures import notices
from portal.procedures.models import Procedure, Proposal
from portal.procedures.policies import PUBLISHERS, ProcedurePolicy, may_publish
from portal.procedures.publishing import refusals, sentences

if TYPE_CHECKING:
    from wagtail.models import WorkflowState

NOT_WAITING = "Cette démarche n’attend plus de décision."
CHANGED = "Cette démarche a été modifiée pendant votre lecture : relisez-la, puis décidez."


@transaction.atomic
def propose(procedure: Procedure, *, by: User, word: str = "") -> Proposal:
    """Sends the latest draft to those who publish, who are told. Whoever may change it may.

    It may be incomplete: what is missing is noted. Raises PermissionDenied; ValidationError when it
    already waits, is locked or planned, or when nothing changed since it was published.
    """
    procedure = _locked(procedure)
    draft = procedure.get_latest_revision_as_object()
    if not _may_change(by, procedure) or not _may_change(by, draft):
        raise PermissionDenied("Only those who write the procedures of the service propose them.")
    _check_can_wait(procedure, by)
    if procedure.latest_revision is None:
        procedure.save_revision(user=by, clean=False)
    state = procedure.current_workflow_state
    if state is None:
        state = _start(procedure, by)
    else:
        state.resume(by)
    proposal = Proposal.objects.get(pk=state.current_task_state_id)
    proposal.word, proposal.missing = word.strip(), sentences(refusals(draft))
    proposal.save(update_fields=["word", "missing"])
    for decider in deciders(procedure, draft, but=by):
        notices.proposed(proposal, draft, decider)
    return proposal


@transaction.atomic
def approve(procedure: Procedure, *, revision: int, by: User, comment: str = "") -> Procedure:
    """Publishes the revision that was read, or plans it when its date is to come.

    Heads and administrators who cover the service (PermissionDenied). Raises ValidationError when a
    newer revision exists, and with everything that forbids publishing.
    """
    procedure, proposal = _to_decide(procedure, revision, by)
    proposal.approve(user=by, comment=comment.strip())  # ends the workflow, which publishes
    procedure = Procedure.objects.get(pk=procedure.pk)
    notices.approved(proposal, procedure.get_latest_revision_as_object())
    return procedure


@transaction.atomic
def send_back(procedure: Procedure, *, revision: int, by: User, comment: str) -> Proposal:
    """Gives the draft back to those who write, with what is to be mended; whoever proposed is told.

    Heads and administrators who cover the service (PermissionDenied). Raises ValidationError
    without a comment, and when a newer revision exists.
    """
    if not comment.strip():
        raise ValidationError("Dites ce qui est à revoir.")
    procedure, proposal = _to_decide(procedure, revision, by)
    proposal.reject(user=by, comment=comment.strip())
    notices.sent_back(proposal, procedure.get_latest_revision_as_object())
    return proposal


@transaction.atomic
def withdraw(procedure: Procedure, *, by: User) -> None:
    """Takes one's own proposal back: the draft can be written again. Raises PermissionDenied."""
    procedure = _locked(procedure)
    proposal = waiting_proposal(procedure)
    if proposal is None or not may_withdraw(by, proposal):
        raise PermissionDenied("Only whoever proposed takes a proposal back.")
    proposal.workflow_state.cancel(user=by)


def waiting_proposal(procedure: Procedure) -> Proposal | None:
    """The proposal on which somebody is to decide."""
    found = procedure.current_workflow_task_state
    return found if isinstance(found, Proposal) else None


def last_round(procedure: Procedure) -> Proposal | None:
    """The proposal that was sent back and not proposed again."""
    state = procedure.current_workflow_state
    if state is None or state.status != state.STATUS_NEEDS_CHANGES:
        return None
    return Proposal.objects.filter(pk=state.current_task_state_id).first()


def may_withdraw(user: User, proposal: Proposal) -> bool:
    return proposal.proposed_by_id == user.pk and user.is_active


def may_decide(user: User, procedure: Procedure, draft: Procedure) -> bool:
    """Whether the agent publishes for its present service, and for the one that the draft names."""
    return may_publish(user, procedure) and may_publish(user, draft)


def deciders(procedure: Procedure, draft: Procedure, *, but: User | None = None) -> list[User]:
    """Who is told: the nearest heads who may decide, else the nearest administrators."""
    service = draft.service or procedure.service
    for role in PUBLISHERS:
        for unit in service.lineage if service else ():
            held = {"memberships__service": unit, "memberships__role": role}
            agents = User.objects.filter(is_active=True, **held).order_by("pk")
            found = [a for a in agents if a != but and may_decide(a, procedure, draft)]
            if found:
                return found
    return []


def _locked(procedure: Procedure) -> Procedure:
    return Procedure.objects.select_for_update(of=("self",)).get(pk=procedure.pk)


def _may_change(user: User, procedure: Procedure) -> bool:
    policy = ProcedurePolicy(Procedure)
    return policy.user_has_permission_for_instance(user, "change", procedure)


def _check_can_wait(procedure: Procedure, by: User) -> None:
    if procedure.workflow_in_progress:
        raise ValidationError("Cette démarche attend déjà une décision.")
    if procedure.approved_schedule:
        raise ValidationError("Sa publication est déjà prévue : rien ne peut changer d’ici là.")
    if (lock := procedure.get_lock()) and lock.for_user(by):
        raise ValidationError("Quelqu’un a verrouillé cette démarche : attendez, ou demandez-lui.")
    if procedure.live and not procedure.has_unpublished_changes:
        raise ValidationError("Rien n’a changé depuis sa publication : il n’y a rien à valider.")


def _start(procedure: Procedure, by: User) -> "WorkflowState":
    workflow = procedure.get_workflow()
    if workflow is None:
        raise ValidationError("La validation est désactivée : demandez à l’administration.")
    state: WorkflowState = workflow.start(procedure, by)
    return state


def _to_decide(procedure: Procedure, revision: int, by: User) -> tuple[Procedure, Proposal]:
    """The procedure, locked, and its proposal, now on the revision that was read."""
    procedure = _locked(procedure)
    proposal = waiting_proposal(procedure)
    if proposal is None:
        raise ValidationError(NOT_WAITING)
    if not may_decide(by, procedure, procedure.get_latest_revision_as_object()):
        raise PermissionDenied("Only those who cover the service decide.")
    if procedure.latest_revision_id != revision:
        raise ValidationError(CHANGED)
    if procedure.locked and procedure.locked_by_id != by.pk:
        raise ValidationError("Quelqu’un a verrouillé cette démarche : attendez, ou demandez-lui.")
    if proposal.revision_id != revision:  # whoever may decide changed it meanwhile
        proposal.revision_id = revision
        proposal.save(update_fields=["revision"])
    return procedure, proposal
