"""Which sheets, which partners, which proposals."""

from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce, Concat
from wagtail.query import PageQuerySet

from home.knowledge.rights import WRITERS, readable
from portal.accounts.models import User
from portal.directory.coverage import coverage_of
from portal.text.french import stems

if TYPE_CHECKING:
    from home.knowledge.models import KeptAnswer, Partner, Suggestion

MOST_WORDS = 8  # of what is typed
Rows = TypeVar("Rows", bound="QuerySet[Any]")


def saying(rows: Rows, typed: str) -> Rows:
    """Those that say every word typed, accents and endings apart; all when nothing is typed."""
    for stem in list(dict.fromkeys(stems(typed)))[:MOST_WORDS]:
        rows = rows.filter(search_text__contains=f" {stem}")
    return rows


class KnowledgeQuerySet(PageQuerySet):
    def visible_to(self, agent: User) -> "KnowledgeQuerySet":
        """What an agent reads: published, and shared or of one's own organisation."""
        return self.live().filter(readable(agent))

    def written_by(self, agent: User) -> "KnowledgeQuerySet":
        """What the agent keeps true, published or withdrawn."""
        return self.filter(service__in=coverage_of(agent).services(*WRITERS))

    def matching(self, typed: str) -> "KnowledgeQuerySet":
        return saying(self, typed)

    def citing(self, code: str) -> "KnowledgeQuerySet":
        """Those that name this sheet of the State."""
        codes = self.annotate(cited=Concat(Value(" "), "state_codes", Value(" ")))
        return codes.filter(cited__contains=f" {code} ")

    def to_review(self, on: date) -> "KnowledgeQuerySet":
        return self.live().filter(review_by__lt=on)

    def with_figures(self, since: date) -> "KnowledgeQuerySet":
        """Adds `helped`, `votes`, and since that day `opened`; one query for all rows."""
        from home.knowledge.models import Day, Vote  # noqa: PLC0415 (models hold this queryset)

        votes = Vote.objects.filter(sheet=OuterRef("pk")).order_by().values("sheet")
        days = Day.objects.filter(sheet=OuterRef("pk"), day__gte=since).order_by().values("sheet")
        return self.annotate(
            votes=_number(votes.annotate(n=Count("pk"))),
            helped=_number(votes.annotate(n=Count("pk", filter=Q(helped=True)))),
            opened=_number(days.annotate(n=Sum("opened"))),
        )


class PartnerQuerySet(QuerySet["Partner"]):
    def matching(self, typed: str) -> "PartnerQuerySet":
        return saying(self, typed)


class SuggestionQuerySet(QuerySet["Suggestion"]):
    def waiting(self) -> "SuggestionQuerySet":
        return self.filter(state__in=("waiting", "taken"))

    def decided_by(self, agent: User) -> "SuggestionQuerySet":
        """Those of the services whose sheets the agent writes."""
        return self.filter(service__in=coverage_of(agent).services(*WRITERS))

    def seen_by(self, agent: User) -> "SuggestionQuerySet":
        """Those one decides on, and one's own."""
        mine = coverage_of(agent).services(*WRITERS)
        return self.filter(Q(service__in=mine) | Q(proposed_by=agent))


class KeptAnswerQuerySet(QuerySet["KeptAnswer"]):
    def decided_by(self, agent: User) -> "KeptAnswerQuerySet":
        """Those of the services whose sheets the agent writes."""
        return self.filter(service__in=coverage_of(agent).services(*WRITERS))

    def waiting_for(self, agent: User) -> "KeptAnswerQuerySet":
        """Of those, what no sheet has taken up."""
        return self.decided_by(agent).filter(sheet=None, dropped_at=None)


def _number(rows: "QuerySet[Any]") -> Coalesce:
    return Coalesce(Subquery(rows.values("n"), output_field=IntegerField()), 0)
