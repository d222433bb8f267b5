"""Which services, communes and memberships: the trade's words."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Case, Prefetch, Q, QuerySet, Value, When
from django.utils import timezone

from portal.accounts.models import User
from portal.directory import tree
from portal.directory.commune_names import comparable
from portal.directory.coverage import coverage_of
from portal.directory.outlines import contains
from portal.directory.street_names import runs, street_words

if TYPE_CHECKING:
    from portal.directory.models import Closure, Commune, Membership, Service, Zone

ABOVE = ["parent__" * level + "parent" for level in range(tree.MAX_DEPTH - 1)]


def formerly_begins(folded: str, index: str = "former_index") -> Q:
    """A word of a name in the index begins so."""
    return Q(**{f"{index}__contains": f"\n{folded}"}) | Q(**{f"{index}__contains": f" {folded}"})


def standing_closures() -> Prefetch:
    """What may close services now or later, to be read with them."""
    closures = apps.get_model("directory", "Closure").objects.standing(timezone.now())
    return Prefetch("organisation__closures", closures)


def hours_rows() -> list[Prefetch | str]:
    """What `schedule()` reads beside the contact details."""
    rows = (f"{name}__opening_hours" for name in ABOVE)
    return [standing_closures(), "opening_hours", *rows]


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

    def outline(self) -> dict[int, tuple[int | None, int]]:
        """The parent's id and the organisation's by id, of all services, in one query."""
        rows = self.model.objects.order_by().values_list("pk", "parent_id", "organisation_id")
        return {pk: (parent, organisation) for pk, parent, organisation in rows}

    def descendant_ids(self, roots: Iterable[int]) -> set[int]:
        """The ids of these services and of all below them, in one query."""
        return tree.descendants(roots, self.parents())

    def with_contact(self) -> "ServiceQuerySet":
        """Joined with what `contact` reads: the organisation and the services above."""
        return self.select_related("organisation", *ABOVE)

    def with_hours(self) -> "ServiceQuerySet":
        """Joined with what `schedule()` reads as well, in a fixed number of queries."""
        return self.with_contact().prefetch_related(*hours_rows())


class ClosureQuerySet(QuerySet["Closure"]):
    """Days are those of each organisation's clock: a day more on each side, whatever the zone."""

    def standing(self, at: datetime) -> "ClosureQuerySet":
        """Those that are neither over nor reopened; some that ended since yesterday too."""
        yesterday = at.date() - timedelta(days=1)
        ends = Q(last_day=None) | Q(last_day__gte=yesterday)
        return self.filter(ends, reopened_at=None)

    def maybe_now(self, at: datetime) -> "ClosureQuerySet":
        """Those that may be under way: `covers` decides."""
        return self.standing(at).filter(first_day__lte=at.date() + timedelta(days=1))


class CommuneQuerySet(QuerySet["Commune"]):
    def matching(self, typed: str) -> "CommuneQuerySet":
        """Communes by the beginning of a word of their name, or of a postal code; likeliest first.

        A former name counts too. Accents, hyphens and "St" for "Saint" don't matter. Nothing typed,
        nothing found.
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
        within = Q(folded__contains=f" {wanted}") | formerly_begins(wanted)
        found = self.filter(begins | within)
        return found.order_by(first, "-population", "insee")

    def named(self, name: str) -> "CommuneQuerySet":
        """Those that are or were called exactly so, accents apart, the most populated first."""
        called = self.called(name)
        found = self.none() if called is None else self.filter(called)
        return found.order_by("-population", "insee")

    @staticmethod
    def called(name: str) -> Q | None:
        """To be or to have been called exactly so; None when nothing is named."""
        folded = comparable(name)
        former = Q(former_index__contains=f"\n{folded}\n")
        return Q(folded=folded) | former if folded else None


class ZoneQuerySet(QuerySet["Zone"]):
    def at(self, lat: float, lon: float) -> "list[Zone]":
        """The zones in whose outline the point is, in one query."""
        around = self.filter(south__lte=lat, north__gte=lat, west__lte=lon, east__gte=lon)
        return [zone for zone in around if zone.outline and contains(zone.outline, lat, lon)]

    def of_street(self, said: str) -> "list[Zone]":
        """The zones of the street named in these words, in one query.

        « 12 av. de la Gare » names « Avenue de la Gare ». Of several names that fit, the longest
        counts: « rue de Lens prolongée » rather than « rue de Lens ».
        """
        names = runs(street_words(said[:160]), shortest=2)
        if not names:
            return []
        held = reduce(or_, (Q(streets_index__contains=f"\n{name}\n") for name in names))
        zones = list(self.filter(held).defer("outline"))

        def words_in_common(zone: "Zone") -> int:
            fitting = (name for name in names if f"\n{name}\n" in zone.streets_index)
            return len(next(fitting).split())

        most = max(map(words_in_common, zones), default=0)
        return [zone for zone in zones if words_in_common(zone) == most]

    def unknown(self, codes: Iterable[str]) -> list[str]:
        """Those of the codes that are no zone's; no query when there are none."""
        asked = set(codes)
        known = self.filter(code__in=asked).values_list("code", flat=True) if asked else ()
        return sorted(asked.difference(known))

    def known_to_residents(self) -> "ZoneQuerySet":
        """Quartiers and sectors: nobody is asked in which canton they live."""
        return self.filter(kind__in=["quartier", "secteur"])


class MembershipQuerySet(QuerySet["Membership"]):
    def with_role(self, *roles: str) -> "MembershipQuerySet":
        return self.filter(role__in=roles)
