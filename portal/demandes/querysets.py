"""Which demandes: the trade's words."""

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from portal.accounts.models import User
from portal.demandes.states import OPEN, OVER, State
from portal.directory.coverage import coverage_of
from portal.directory.querysets import ABOVE
from portal.directory.roles import Role

if TYPE_CHECKING:
    from portal.demandes.models import Demande, Draft

# Whoever holds one of these in a demande's service, or above it, sees that it exists.
ENVELOPE_ROLES = (Role.ADVISER, Role.OFFICER, Role.HEAD, Role.ADMINISTRATOR)
# The only roles that read the content of a confidential demande.
CONFIDENTIAL_ROLES = (Role.OFFICER, Role.HEAD)


class DemandeQuerySet(QuerySet["Demande"]):
    def visible_to(self, agent: User) -> "DemandeQuerySet":
        """Those whose envelope the agent may see; what waits for payment is nobody's yet."""
        services = coverage_of(agent).services(*ENVELOPE_ROLES)
        return self.filter(service_id__in=services).exclude(state=State.AWAITING_PAYMENT)

    def readable_by(self, agent: User) -> "DemandeQuerySet":
        """Of the visible ones, those whose content the agent may read by role alone."""
        services = coverage_of(agent).services(*CONFIDENTIAL_ROLES)
        return self.visible_to(agent).filter(Q(confidential=False) | Q(service_id__in=services))

    def with_service(self) -> "DemandeQuerySet":
        """Joined with what messages say of the service: its contact and its organisation's site."""
        above = (f"service__{line}" for line in ABOVE)
        return self.select_related("procedure", "service__organisation__site", *above)

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


class DraftQuerySet(QuerySet["Draft"]):
    def of_the_public(self) -> "DraftQuerySet":
        """Those that a link or a session may open: never an agent's."""
        return self.filter(agent=None)

    def of_agent(self, agent: User) -> "DraftQuerySet":
        """Those that the agent fills in for somebody; nobody else sees them."""
        return self.filter(agent=agent)
