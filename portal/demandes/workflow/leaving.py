"""What becomes of a demande when the agent who had it leaves."""

from portal.accounts.models import User
from portal.demandes.models import Demande
from portal.demandes.states import Action
from portal.demandes.workflow.deed import NotAllowed, Refused, deed
from portal.directory.coverage import coverage_of
from portal.directory.models import Role


def hand_over(demande: Demande, *, leaver: User, to: User | None, agent: User) -> None:
    """Take an open demande from an agent whose account is closed, and give it to a colleague.

    Without one who handles demandes there and whom `agent`, an administrator, may choose, it goes
    back to its service's queue: nobody reads more than before. Administrators decide it on the
    envelope alone. Raises NotAllowed while the leaver's account is open, Refused once the demande
    is in other hands.
    """
    if leaver.is_active:
        raise NotAllowed("Le compte de cette personne est encore ouvert.")
    with deed(demande, Action.ASSIGN, agent=agent, by_right=False) as done:
        if done.demande.assignee_id != leaver.pk:
            raise Refused("Cette demande est déjà en d’autres mains.")
        taker = to if to and may_take_over(to, done.demande.service_id, by=agent) else None
        done.demande.assignee = taker
        done.data.update(assignee=taker and taker.pk, leaver=leaver.pk)


def may_take_over(to: User, service_id: int, *, by: User) -> bool:
    """Whether the colleague handles the service's demandes, and `by` administers it."""
    handles = to.is_active and coverage_of(to).has(service_id, Role.OFFICER, Role.HEAD)
    return handles and coverage_of(by).has(service_id, Role.ADMINISTRATOR)
