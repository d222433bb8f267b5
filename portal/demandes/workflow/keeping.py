"""What a demande's keeper does: keep it, hand it over, leave it, chase the service."""

from contextlib import suppress
from uuid import UUID

from portal.accounts.models import User
from portal.demandes import chasing
from portal.demandes.keeping import may_keep
from portal.demandes.models import Demande, Note
from portal.demandes.states import Action
from portal.demandes.workflow.deed import Refused, deed
from portal.demandes.workflow.exchanges import AlreadySaid, refuse_twice

CONFIDENTIAL = "Une demande confidentielle n’est suivie que par le service qui la traite."


def keep(demande: Demande, *, agent: User, version: int) -> None:
    """The adviser keeps the demande from now on, be it in a colleague's place.

    Raises Refused when it is confidential.
    """
    with deed(demande, Action.KEEP, agent=agent, version=version) as done:
        if not may_keep(agent, done.demande):
            raise Refused(CONFIDENTIAL)
        if done.demande.keeper_id:
            done.data["from"] = done.demande.keeper_id
        done.demande.keeper = agent


def entrust(demande: Demande, *, to: User, agent: User, version: int) -> None:
    """Name the adviser who keeps the demande from now on.

    For its keeper, advisers, heads and administrators of its service. Raises Refused when it is
    confidential, or the person no adviser of its organisation.
    """
    with deed(demande, Action.ENTRUST, agent=agent, version=version) as done:
        if done.demande.confidential:
            raise Refused(CONFIDENTIAL)
        if not may_keep(to, done.demande):
            raise Refused("Cette personne n’est pas à l’accueil de cette collectivité.")
        done.demande.keeper = to
        done.data["keeper"] = to.pk


def leave(demande: Demande, *, agent: User, version: int) -> None:
    """The keeper gives the demande back to the advisers' queue; Refused for anybody else."""
    with deed(demande, Action.LEAVE, agent=agent, version=version) as done:
        if done.demande.keeper_id != agent.pk:
            raise Refused("Vous ne suivez pas cette demande.")
        done.demande.keeper = None


def chase(demande: Demande, *, body: str, agent: User, key: UUID) -> None:
    """Ask the service to go on: an internal note, and an e-mail to whoever has the demande.

    Without an agent, to the heads. Once a working day for each demande; with one key once. Raises
    Refused when it is too soon, or nobody there could be written to.
    """
    with suppress(AlreadySaid), deed(demande, Action.CHASE, agent=agent) as done:
        refuse_twice(done.demande.notes, key)
        if chasing.is_too_soon(done.demande, at=done.at):
            raise Refused(
                "Le service a déjà été relancé\u00a0: appelez-le, "
                "ou attendez le prochain jour ouvré."
            )
        if not (handlers := chasing.handlers(done.demande)):
            raise Refused("Personne dans ce service ne reçoit les relances\u00a0: appelez-le.")
        said = f"Relance du service. {body}".strip()
        note = Note.objects.create(
            demande=done.demande, agent=agent, body=said, key=key, written_at=done.at
        )
        done.data.update(note=note.pk, told=[each.pk for each in handlers])
        for handler in handlers:
            chasing.write(done.demande, to=handler, by=agent)
