"""Who may do what with a régie's money: rights come from a running mandate, and from no role."""

from enum import Enum
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils import timezone

from payments.models import Mandate, MandateRole, Regie
from portal.accounts.models import User
from portal.directory.coverage import coverage_of
from portal.directory.models import Organisation, Service
from portal.directory.roles import Role


class Act(Enum):
    """What is done to a régie, and whose work it is."""

    LOOK = frozenset({MandateRole.TREASURER, MandateRole.DEPUTY})
    INVOICE = frozenset({MandateRole.TREASURER, MandateRole.DEPUTY})
    COLLECT = frozenset({MandateRole.TREASURER, MandateRole.DEPUTY})
    ASK_REFUND = frozenset({MandateRole.TREASURER, MandateRole.DEPUTY})
    APPROVE_REFUND = frozenset({MandateRole.TREASURER, MandateRole.DEPUTY})
    UNDO = frozenset({MandateRole.TREASURER})
    CLOSE_DAY = frozenset({MandateRole.TREASURER, MandateRole.DEPUTY})
    DEPOSIT = frozenset({MandateRole.TREASURER})
    IMPORT = frozenset({MandateRole.TREASURER})
    EXPORT = frozenset({MandateRole.TREASURER})
    CANCEL = frozenset({MandateRole.TREASURER})
    TRANSFER = frozenset({MandateRole.TREASURER})
    READ_LOG = frozenset({MandateRole.TREASURER})
    HAND_OVER = frozenset({MandateRole.TREASURER})
    CLOSE_DIFFERENCE = frozenset({MandateRole.TREASURER})


def running() -> QuerySet[Mandate]:
    """The mandates that run today, which begins and ends where each régie's organisation is."""
    now, held = timezone.now(), Q()
    for zone, _label in Organisation._meta.get_field("time_zone").choices or []:
        day = now.astimezone(ZoneInfo(zone)).date()
        until = Q(until=None) | Q(until__gte=day)
        held |= until & Q(regie__organisation__time_zone=zone, since__lte=day)
    return Mandate.objects.filter(held)


def mandates_of(agent: User) -> QuerySet[Mandate]:
    """The agent's mandates that run today."""
    return running().filter(agent=agent, agent__is_active=True)


def regies_of(agent: User, act: Act = Act.LOOK) -> QuerySet[Regie]:
    """The régies where the agent may do that."""
    held = mandates_of(agent).filter(role__in=act.value)
    return Regie.objects.filter(pk__in=held.values("regie"))


def acts_of(agent: User, regie: Regie) -> frozenset[Act]:
    """All that the agent may do there, in one query."""
    held = set(mandates_of(agent).filter(regie=regie).values_list("role", flat=True))
    return frozenset(act for act in Act if act.value & held)


def may(agent: User, act: Act, regie: Regie) -> bool:
    return regies_of(agent, act).filter(pk=regie.pk).exists()


def may_hand_over(agent: User, regie: Regie) -> bool:
    """The treasurer who leaves, or an administrator of a service of the régie's organisation.

    The latter for a treasurer who can't come any more; they see nothing else of the régie.
    """
    if may(agent, Act.HAND_OVER, regie):
        return True
    services = coverage_of(agent).services(Role.ADMINISTRATOR) if agent.is_active else ()
    return Service.objects.filter(pk__in=services, organisation=regie.organisation_id).exists()
