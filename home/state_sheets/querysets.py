"""Which sheets."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import QuerySet

if TYPE_CHECKING:
    from home.state_sheets.models import Sheet

FOLDER = "Dossier"
LISTED = ("code", "audience", "kind", "title", "description", "theme", "breadcrumb")


class SheetQuerySet(QuerySet["Sheet"]):
    def folders(self) -> "SheetQuerySet":
        """The dossiers, which lead to all the sheets that speak of one thing."""
        return self.filter(kind=FOLDER)

    def for_list(self) -> "SheetQuerySet":
        """What a list shows: a sheet without its text."""
        return self.only(*LISTED)

    def titled(self, codes: Iterable[str]) -> "dict[str, Sheet]":
        """By code, the one that its page shows; without its text. One query, none for no code."""
        from home.state_sheets.models import Audience  # noqa: PLC0415 (models hold this queryset)

        asked = set(codes) - {""}
        rows = self.filter(code__in=asked).only("code", "audience", "title") if asked else ()
        last = sorted(rows, key=lambda each: Audience.values.index(each.audience), reverse=True)
        return {each.code: each for each in last}

    def audiences_of(self, codes: Iterable[str]) -> dict[str, set[str]]:
        """By code, the audiences that each of these speaks to."""
        found: dict[str, set[str]] = defaultdict(set)
        rows = self.filter(code__in=set(codes)).order_by()
        for code, audience in rows.values_list("code", "audience"):
            found[code].add(audience)
        return dict(found)
