"""Who keeps a demande from receipt to answer, beside the service that works on it.

Keeping gives no right by itself: it holds while one is an adviser of the organisation that has the
demande, and shows no more than the envelope (docs/decisions, 053).
"""

from django.db.models import QuerySet

from portal.accounts.models import User
from portal.demandes.models import Demande
from portal.directory.coverage import coverage_of
from portal.directory.models import Organisation, Role


def may_keep(agent: User, demande: Demande) -> bool:
    """Whether it is ordinary and the agent an adviser of the organisation that has it."""
    if demande.confidential or not agent.is_active:
        return False
    return demande.service_id in coverage_of(agent).whole(Role.ADVISER)


def keeps(agent: User, demande: Demande) -> bool:
    """Whether the agent is its keeper, and still may be."""
    return demande.keeper_id == agent.pk and may_keep(agent, demande)


def advisers_of(organisation: Organisation) -> QuerySet[User]:
    """Those who may keep its demandes, by name."""
    advising = User.objects.working_agents().filter(
        memberships__role=Role.ADVISER,
        memberships__service__organisation=organisation,
    )
    return advising.distinct().order_by("last_name", "first_name", "pk")
