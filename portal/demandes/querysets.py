"""Which demandes: the trade's words."""

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from portal.accounts.models import User
from portal.demandes.states import OPEN, OVER, State
from portal.directory.coverage import coverage_of
from portal.directory.models import Role

if TYPE_CHECKING:
    from portal.demandes.models import Demande

# Whoever holds one of these in a demande's service, or above it, sees that it exists.
ENVELOPE_ROLES = (Role.ADVISER, Role.OFFICER, Role.HEAD, Role.ADMINISTRATOR)
# The only roles that read the content of a confidential demande.
CONFIDENTIAL_ROLES = (Role.OFFICER, Role.HEAD)


class DemandeQuerySet(QuerySet["Demande"]):
    def visible_to(self, agent: User) -> "DemandeQuerySet":
        """Demandes whose envelope the agent may see; those that wait for payment are nobody's yet."""
        services = coverage_of(agent).services(*ENVELOPE_ROLES)
        mine = Q(service_id__in=services) | Q(assignee=agent)
        return self.filter(mine).exclude(state=State.AWAITING_PAYMENT)

    def readable_by(self, agent: User) -> "DemandeQuerySet":
        """Of the visible ones, those whose content the agent may read by role alone."""
        services = coverage_of(agent).services(*CONFIDENTIAL_ROLES)
        return self.visible_to(agent).filter(
            Q(confidential=False) | Q(service_id__in=services) | Q(assignee=agent)
        )

    def open(self) -> "DemandeQuerySet":
        return self.filter(state__in=sorted(OPEN))

    def over(self) -> "DemandeQuerySet":
        return self.filter(state__in=sorted(OVER))

    def assigned_to(self, agent: User) -> "DemandeQuerySet":
        return self.filter(assignee=agent)

    def unassigned(self) -> "DemandeQuerySet":
        return self.open().filter(assignee=None)

    def awaiting_citizen(self) -> "DemandeQuerySet":
        return self.filter(state=State.AWAITING_CITIZEN)

    def overdue(self, today: date) -> "DemandeQuerySet":
        """Open demandes whose promised date has passed, unless the person has to act first."""
        return self.open().filter(due_on__lt=today).exclude(state=State.AWAITING_CITIZEN)

    def by_due_date(self) -> "DemandeQuerySet":
        return self.order_by("due_on", "pk")
