"""Which guides and letters: the trade's words."""

from typing import TYPE_CHECKING

from django.db.models import Max, Q, QuerySet

if TYPE_CHECKING:
    from portal.directory.models import Organisation
    from search.guides.models import Guide, GuideVersion, LetterKind


class GuideQuerySet(QuerySet["Guide"]):
    def live(self) -> "GuideQuerySet":
        return self.filter(live=True)

    def for_site_of(self, organisation: "Organisation | None") -> "GuideQuerySet":
        """One organisation's own guides and the shared ones; every one for None."""
        if organisation is None:
            return self
        return self.filter(Q(service__organisation=organisation) | Q(shared=True))


class GuideVersionQuerySet(QuerySet["GuideVersion"]):
    def in_force(self, code: str) -> "GuideVersion | None":
        """The last version of a live guide, with the guide; None when there is none."""
        known = self.filter(guide__code=code, guide__live=True).select_related("guide__service")
        return known.order_by("-pk").first()

    def all_in_force(self) -> "GuideVersionQuerySet":
        """The last version of every live guide, with the guide; one query."""
        last = self.filter(guide__live=True).order_by().values("guide").annotate(last=Max("pk"))
        return self.filter(pk__in=last.values("last")).select_related("guide").order_by("pk")


class LetterKindQuerySet(QuerySet["LetterKind"]):
    def live(self) -> "LetterKindQuerySet":
        return self.filter(live=True)
