"""Who may do what with a régie's money: rights come from a running mandate, and from no role."""

from enum import Enum

from django.db.models import Q, QuerySet
from django.utils import timezone

from payments.models import Mandate, MandateRole, Regie
from portal.accounts.models import User


class Act(Enum):
    """What is done to a régie, and whose work it is."""

    LOOK = frozenset({MandateRole.TREASURER, MandateRole.DEPUTY})
    INVOICE = frozenset({MandateRole.TREASURER, MandateRole.DEPUTY})
    COLLECT = frozenset({MandateRole.TREASURER, MandateRole.DEPUTY})
    ASK_REFUND = frozenset({MandateRole.TREASURER, MandateRole.DEPUTY})
    APPROVE_REFUND = frozenset({MandateRole.TREASURER, MandateRole.DEPUTY})
    CLOSE_DAY = frozenset({MandateRole.TREASURER, MandateRole.DEPUTY})
    DEPOSIT = frozenset({MandateRole.TREASURER})
    IMPORT = frozenset({MandateRole.TREASURER})
    EXPORT = frozenset({MandateRole.TREASURER})
    CANCEL = frozenset({MandateRole.TREASURER})
    TRANSFER = frozenset({MandateRole.TREASURER})
    HAND_OVER = frozenset({MandateRole.TREASURER})
    CLOSE_DIFFERENCE = frozenset({MandateRole.TREASURER})


def mandates_of(agent: User) -> QuerySet[Mandate]:
    """The agent's mandates that run today."""
    today = timezone.localdate()
    running = Q(until=None) | Q(until__gte=today)
    return Mandate.objects.filter(running, agent=agent, agent__is_active=True, since__lte=today)


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
