"""Which demandes: the trade's words."""

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from portal.accounts.models import User
from portal.demandes.fulltext import Found, Reads, Says
from portal.demandes.states import KEPT, OPEN, OVER, State
from portal.directory.coverage import coverage_of
from portal.directory.querysets import ABOVE
from portal.directory.roles import Role

if TYPE_CHECKING:
    from portal.demandes.models import Demande, Draft, SharedFilling

# Whoever holds one of these in a demande's service, or above it, sees that it exists.
ENVELOPE_ROLES = (Role.ADVISER, Role.OFFICER, Role.HEAD, Role.ADMINISTRATOR)
# The only roles that read the content of a confidential demande.
CONFIDENTIAL_ROLES = (Role.OFFICER, Role.HEAD)


class DemandeQuerySet(QuerySet["Demande"]):
    def within(self, services: Collection[int]) -> "DemandeQuerySet":
        """Those of the services; what waits for payment is nobody's yet."""
        return self.filter(service_id__in=services).exclude(state=State.AWAITING_PAYMENT)

    def visible_to(self, agent: User) -> "DemandeQuerySet":
        """Those whose envelope the agent may see: of their services, and what they keep.

        What they keep elsewhere in an organisation that they are an adviser of, until it ends; the
        second half is only asked for where one's services leave something out.
        """
        coverage = coverage_of(agent)
        services = coverage.services(*ENVELOPE_ROLES)
        beyond = coverage.whole(Role.ADVISER) - services
        if not beyond:
            return self.within(services)
        kept = Q(keeper=agent, state__in=sorted(KEPT), service_id__in=beyond)
        seen = self.filter(Q(service_id__in=services) | kept)
        return seen.exclude(state=State.AWAITING_PAYMENT)

    def readable_by(self, agent: User) -> "DemandeQuerySet":
        """Those whose content the agent may read by role alone: keeping one adds nothing."""
        coverage = coverage_of(agent)
        services = coverage.services(*CONFIDENTIAL_ROLES)
        mine = self.within(coverage.services(*ENVELOPE_ROLES))
        return mine.filter(Q(confidential=False) | Q(service_id__in=services))

    def saying(self, stems: list[str]) -> "DemandeQuerySet":
        """Those that say every one of these words, or one that begins so."""
        return self.filter(Says(stems)) if stems else self

    def read_for(self, stems: list[str]) -> "DemandeQuerySet":
        """The same, by reading each one's words: quicker where most of the first ones say them."""
        return self.filter(Reads(stems))

    def are_near(self, stems: list[str], *, enough: int, among: int) -> bool:
        """Whether enough of the first rows, in their order, say the words."""
        walked = self.annotate(says=Reads(stems)).values("says")[:among]
        # One row, whichever: the subquery doesn't look at it.
        one = self.model._default_manager.order_by()[:1]
        return enough in one.values_list(Found(walked, enough=enough), flat=True)

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

    def kept_by(self, agent: User) -> "DemandeQuerySet":
        return self.filter(keeper=agent)

    def to_keep(self) -> "DemandeQuerySet":
        """Ordinary and open, with no adviser who keeps them yet."""
        return self.open().filter(keeper=None, confidential=False)

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


class SharedFillingQuerySet(QuerySet["SharedFilling"]):
    def under_way(self) -> "SharedFillingQuerySet":
        """Offered or joined, and not ended; time may have stopped it all the same."""
        return self.filter(ended_at=None)

    def of_agent(self, agent: User) -> "SharedFillingQuerySet":
        """Those that the agent joined."""
        return self.filter(agent=agent)

    def with_draft(self) -> "SharedFillingQuerySet":
        joined = self.select_related("draft__procedure", "draft__form_version")
        return joined.defer("draft__procedure__steps")
