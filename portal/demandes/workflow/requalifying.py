"""An agent changes a demande's procedure, or makes a draft of one out of what fits none."""

from contextlib import suppress

from portal.accounts.models import User
from portal.demandes import notices, requalification, vocabulary
from portal.demandes.models import Demande, FormerFiling, Note
from portal.demandes.states import Action, State
from portal.demandes.tasks import issue_receipt
from portal.demandes.workflow import joining
from portal.demandes.workflow.deed import Deed, Refused, deed
from portal.demandes.workflow.exchanges import AlreadySaid
from portal.procedures import drafting
from portal.procedures.models import Procedure


def requalify(
    demande: Demande, *, procedure: Procedure, reason: str, agent: User, version: int
) -> None:
    """Bring the demande under another procedure, with a note; the person is told.

    Answers that fit are carried over, the others stay readable with the form that they were given
    to. Its service is that of the new procedure: changing it, the demande is anew to take. A new
    receipt is issued, the old one kept. Raises Refused when `requalification.refusal` says why.
    """
    with deed(demande, Action.REQUALIFY, agent=agent, version=version) as done:
        moved, left, sector = done.demande, done.demande.service_id, done.demande.sector
        if sentence := requalification.refusal(moved, procedure, at=done.at):
            raise Refused(sentence)
        former = _keep(done, agent)
        requalification.change(moved, procedure, at=done.at)
        moved.receipt = None
        if moved.sector != sector:
            joining.leave(moved)
        note = Note.objects.create(demande=moved, agent=agent, body=reason, written_at=done.at)
        done.data.update(
            former=former.pk,
            from_procedure=former.procedure_id,
            to_procedure=procedure.pk,
            form=moved.form_version_id,
            note=note.pk,
        )
        if moved.service_id != left:
            moved.state = State.FILED
            done.data.update(from_service=left, to_service=moved.service_id)
        notices.requalified(moved)
        issue_receipt.enqueue(moved.pk)


def _keep(done: Deed, agent: User) -> FormerFiling:
    """What the demande was filed as, and the dates that it had, which the journal keeps."""
    moved = done.demande
    done.data.update(
        due_on=moved.due_on.isoformat(),
        silence_on=moved.silence_on.isoformat() if moved.silence_on else None,
    )
    return FormerFiling.objects.create(
        demande=moved,
        procedure=moved.procedure,
        form_version=moved.form_version,
        answers=moved.answers,
        receipt=moved.receipt,
        agent=agent,
        ended_at=done.at,
    )


def propose_procedure(demande: Demande, *, agent: User) -> Procedure:
    """Make a draft of a procedure out of a demande that fits none; asked again, the same draft.

    For those who see the demande and write procedures in its service. Of the person's words only
    those that mean something are kept, in the alphabet's order. Raises Refused when the demande
    has a procedure of its own.
    """
    with suppress(AlreadySaid), deed(demande, Action.PROPOSE_PROCEDURE, agent=agent) as done:
        if not done.demande.procedure.catch_all:
            raise Refused("Cette demande relève déjà d’une démarche du référentiel.")
        if done.demande.proposed_id:
            raise AlreadySaid
        done.demande.proposed = drafting.draft(
            like=done.demande.procedure,
            service=done.demande.service,
            code=f"a-nommer-{done.demande.pk}",
            words=vocabulary.words_of(done.demande),
            agent=agent,
        )
        done.data["procedure"] = done.demande.proposed.pk
    return Procedure.objects.get(proposed_by=demande)
