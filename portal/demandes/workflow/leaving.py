"""What becomes of a demande when the agent who had it, or kept it, leaves."""

from contextlib import suppress

from portal.accounts.models import User
from portal.demandes.keeping import may_keep
from portal.demandes.models import Demande, JournalEntry
from portal.demandes.states import KEPT, Action
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
    _check_gone(leaver)
    with deed(demande, Action.ASSIGN, agent=agent, by_right=False) as done:
        if done.demande.assignee_id != leaver.pk:
            raise Refused("Cette demande est déjà en d’autres mains.")
        taker = to if to and may_take_over(to, done.demande.service_id, by=agent) else None
        done.demande.assignee = taker
        done.data.update(assignee=taker and taker.pk, leaver=leaver.pk)


def hand_over_keeping(demande: Demande, *, leaver: User, to: User | None, agent: User) -> None:
    """The same for who kept it: another adviser does, or it goes back to the advisers' queue."""
    _check_gone(leaver)
    with deed(demande, Action.ENTRUST, agent=agent, by_right=False) as done:
        kept = done.demande
        if kept.keeper_id != leaver.pk:
            raise Refused("Cette demande est déjà suivie par quelqu’un d’autre.")
        administers = coverage_of(agent).has(kept.service_id, Role.ADMINISTRATOR)
        taker = to if to and administers and may_keep(to, kept) else None
        kept.keeper = taker
        done.data.update(keeper=taker and taker.pk, leaver=leaver.pk)


def give_back() -> int:
    """Give back what is kept by agents who are advisers there no more; how many demandes.

    A role taken back says nothing of what was kept by it; a closed account is a departure's affair.
    """
    kept = Demande.objects.filter(state__in=sorted(KEPT))
    keepers = User.objects.filter(pk__in=kept.values("keeper"), is_active=True)
    given = 0
    for keeper in keepers.order_by("pk"):
        services = coverage_of(keeper).whole(Role.ADVISER)
        for demande in kept.kept_by(keeper).exclude(service_id__in=services).order_by("pk"):
            with suppress(Refused):  # somebody keeps it, or it ended meanwhile
                _give_back(demande, keeper)
                given += 1
    return given


def _give_back(demande: Demande, keeper: User) -> None:
    with deed(demande, Action.LEAVE, actor=JournalEntry.Actor.SYSTEM) as done:
        if done.demande.keeper_id != keeper.pk:
            raise Refused("Cette demande est déjà suivie par quelqu’un d’autre.")
        done.demande.keeper = None
        done.data["unkept"] = keeper.pk


def _check_gone(leaver: User) -> None:
    if leaver.is_active:
        raise NotAllowed("Le compte de cette personne est encore ouvert.")


def may_take_over(to: User, service_id: int, *, by: User) -> bool:
    """Whether the colleague handles the service's demandes, and `by` administers it."""
    handles = to.is_active and coverage_of(to).has(service_id, Role.OFFICER, Role.HEAD)
    return handles and coverage_of(by).has(service_id, Role.ADMINISTRATOR)
