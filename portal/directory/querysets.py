"""Which services, communes and memberships: the trade's words."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from portal.accounts.models import User
from portal.text.analysis import fold

if TYPE_CHECKING:
    from portal.directory.models import Commune, Membership, Service


class ServiceQuerySet(QuerySet["Service"]):
    def active(self) -> "ServiceQuerySet":
        return self.filter(active=True)

    def descendant_ids(self, roots: Iterable[int]) -> set[int]:
        """The ids of these services and of all below them, in one query."""
        children: dict[int | None, list[int]] = {}
        for pk, parent in self.model.objects.order_by().values_list("pk", "parent_id"):
            children.setdefault(parent, []).append(pk)
        found: set[int] = set()
        pending = list(roots)
        while pending:
            if (pk := pending.pop()) not in found:
                found.add(pk)
                pending.extend(children.get(pk, []))
        return found

    def covered_by(self, agent: User, *roles: str) -> "ServiceQuerySet":
        """The services in which the agent holds one of the roles (any role when none is named)."""
        memberships = agent.memberships.all()
        if roles:
            memberships = memberships.filter(role__in=roles)
        roots = memberships.order_by().values_list("service_id", flat=True)
        return self.filter(pk__in=self.descendant_ids(roots))


class CommuneQuerySet(QuerySet["Commune"]):
    def matching(self, typed: str) -> "CommuneQuerySet":
        """Communes whose name begins with what was typed, accents apart, or with that postal code."""
        typed = typed.strip()[:60]
        if typed.isdigit():
            return self.filter(postal_codes__contains=typed)
        return self.filter(folded__startswith=fold(typed)).order_by("-population", "insee")


class MembershipQuerySet(QuerySet["Membership"]):
    def with_role(self, *roles: str) -> "MembershipQuerySet":
        return self.filter(role__in=roles)


