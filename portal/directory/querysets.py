"""Which services, communes and memberships: the trade's words."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import Case, Q, QuerySet, Value, When

from portal.accounts.models import User
from portal.directory import tree
from portal.directory.commune_names import comparable
from portal.directory.coverage import coverage_of

if TYPE_CHECKING:
    from portal.directory.models import Commune, Membership, Service

ABOVE = ["parent__" * level + "parent" for level in range(tree.MAX_DEPTH - 1)]


class ServiceQuerySet(QuerySet["Service"]):
    def active(self) -> "ServiceQuerySet":
        return self.filter(active=True)

    def covered_by(self, agent: User, *roles: str) -> "ServiceQuerySet":
        """The services in which the agent holds one of the roles (any role when none is named)."""
        if agent.is_superuser:
            return self
        return self.filter(pk__in=coverage_of(agent).services(*roles))

    def parents(self) -> dict[int, int | None]:
        """The whole tree: the parent's id by id, in one query."""
        return dict(self.model.objects.order_by().values_list("pk", "parent_id"))

    def descendant_ids(self, roots: Iterable[int]) -> set[int]:
        """The ids of these services and of all below them, in one query."""
        return tree.descendants(roots, self.parents())

    def with_contact(self) -> "ServiceQuerySet":
        """Joined with what `contact` reads: the organisation and the services above."""
        return self.select_related("organisation", *ABOVE)

    def with_hours(self) -> "ServiceQuerySet":
        """Joined with what `schedule()` reads as well, in a fixed number of queries."""
        rows = ["opening_hours", *(f"{name}__opening_hours" for name in ABOVE)]
        return self.with_contact().prefetch_related("organisation__closures", *rows)


class CommuneQuerySet(QuerySet["Commune"]):
    def matching(self, typed: str) -> "CommuneQuerySet":
        """Communes by the beginning of a word of their name, or of a postal code; likeliest first.

        Accents, hyphens and "St" for "Saint" don't matter. Nothing typed, nothing found.
        """
        typed = typed.strip()[:60]
        if typed.isdigit():
            codes = Q(postal_codes__startswith=typed) | Q(postal_codes__contains=f" {typed}")
            return self.filter(codes | Q(insee=typed)).order_by("-population", "insee")
        wanted = comparable(typed)
        if not wanted:
            return self.none()
        begins = Q(folded__startswith=wanted)
        first = Case(When(begins, then=Value(0)), default=Value(1))
        found = self.filter(begins | Q(folded__contains=f" {wanted}"))
        return found.order_by(first, "-population", "insee")


class MembershipQuerySet(QuerySet["Membership"]):
    def with_role(self, *roles: str) -> "MembershipQuerySet":
        return self.filter(role__in=roles)
