"""An agent leaves: what they hold is handed over and the account closed, in one go."""

from allauth.mfa.models import Authenticator
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page

from portal.accounts.models import User
from portal.directory.agents_policy import may_manage
from portal.directory.departures import Choices, Lot, lots
from portal.directory.handing_over import finish
from portal.directory.membership import revoke
from portal.directory.models import Departure
from portal.directory.tasks import finish_departure

AT_ONCE = 100  # things handed over while the administrator waits; a task does more, by steps


def may_leave(by: User, agent: User) -> bool:
    """Whether `by` may see the agent off: an administrator, within their coverage, not oneself."""
    return by != agent and agent.is_agent and by.is_administrator and may_manage(by, agent)


@transaction.atomic
def depart(*, agent: User, choices: Choices, by: User) -> Departure:
    """Close the agent's account and hand over all that they hold, as chosen by lot.

    Roles, sessions, second factor and invitations end at once. Up to AT_ONCE things are handed
    over in the same transaction, more by a task that goes on where it stopped; the takers are
    then told, in one e-mail each. A departure under way is given back as it is.

    Administrators of all the agent's services (PermissionDenied). Raises ValidationError when a
    colleague who was chosen may not take over, or when there is nothing left to do.
    """
    leaver = User.objects.select_for_update(of=("self",)).get(pk=agent.pk)
    if not may_leave(by, leaver):
        raise PermissionDenied("Only an administrator of all their services sees an agent off.")
    if under_way := Departure.objects.filter(agent=leaver, ended_at=None).first():
        return under_way
    held = [lot for lot in lots(leaver, by) if lot.hand_over]
    if not leaver.is_active and not held:
        raise ValidationError("Ce compte est déjà fermé et ne détient plus rien.")
    _check(held, choices)
    departure = Departure.objects.create(
        agent=leaver,
        by=by,
        begun_at=timezone.now(),
        choices=dict(choices),
        total=sum(lot.count for lot in held),
        roles=_take_roles_back(leaver, by),
    )
    _close_account(leaver)
    log(instance=leaver, action="portal.departure", user=by)
    if departure.total <= AT_ONCE:
        finish(departure)
    else:
        finish_departure.enqueue(departure.pk)
    departure.refresh_from_db()
    return departure


def _check(held: list[Lot], choices: Choices) -> None:
    for lot in held:
        chosen = choices.get(lot.code)
        if chosen is not None and chosen not in {taker.pk for taker in lot.takers}:
            raise ValidationError(
                "Une personne choisie ne peut plus reprendre ce travail. Choisissez à nouveau."
            )


def _take_roles_back(leaver: User, by: User) -> list[str]:
    held = list(leaver.memberships.select_related("service"))
    for membership in held:
        revoke(agent=leaver, service=membership.service, role=membership.role, by=by)
    return [f"{each.get_role_display()} ({each.service})" for each in held]


def _close_account(leaver: User) -> None:
    """No way in is left: a new unusable password ends the sessions and voids the links sent."""
    leaver.set_unusable_password()
    leaver.is_active = leaver.is_superuser = False
    leaver.save()
    leaver.groups.clear()
    Authenticator.objects.filter(user=leaver).delete()
    unlocked = {"locked": False, "locked_by": None, "locked_at": None}
    Page.objects.filter(locked_by=leaver).update(**unlocked)
