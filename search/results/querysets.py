"""Which searches, which phrases: the words of those who look after them."""

from typing import TYPE_CHECKING

from django.db.models import Case, IntegerField, Min, Q, QuerySet, Value, When
from django.db.models.functions import Length

from portal.accounts.models import User
from portal.directory.coverage import coverage_of
from portal.directory.models import Service
from portal.text.french import words
from search.index.models import Kind

if TYPE_CHECKING:
    from portal.directory.models import Organisation
    from search.results.models import Phrase, Searched

MOST_WORDS = 8  # of what is typed; the others are not looked for
ASKED, CHOSEN = 5, 2  # times, before words are proposed to others


class SearchedQuerySet(QuerySet["Searched"]):
    def told(self) -> "SearchedQuerySet":
        """Those whose words were typed often enough to be shown, the most asked first."""
        return self.exclude(words="").order_by("-asked", "pk")

    def by_agents(self) -> "SearchedQuerySet":
        return self.filter(staff=True)

    def unanswered(self) -> "SearchedQuerySet":
        """Words for which nothing was found: a sheet, a page or a synonym is missing."""
        return self.told().filter(found=0)

    def unchosen(self) -> "SearchedQuerySet":
        """Words for which nothing of what was found was opened: it was not that."""
        return self.told().filter(found__gt=0, chosen=0)

    def worth_proposing(self) -> "SearchedQuerySet":
        """Public words that led many people somewhere."""
        return self.told().filter(staff=False, found__gt=0, asked__gte=ASKED, chosen__gte=CHOSEN)


class PhraseQuerySet(QuerySet["Phrase"]):
    def for_site_of(self, organisation: "Organisation | None") -> "PhraseQuerySet":
        """What the public of a site is proposed."""
        public = self.filter(internal=False)
        if organisation is None:
            return public
        return public.filter(Q(organisation=organisation) | Q(organisation=None))

    def for_agent(self, agent: User) -> "PhraseQuerySet":
        """What an agent is proposed: not what another organisation keeps to itself."""
        mine = Service.objects.filter(pk__in=coverage_of(agent).whole()).values("organisation")
        ours = Q(organisation=None) | Q(organisation__in=mine)
        return self.filter(ours | Q(internal=False))

    def texts_beginning(self, typed: str) -> "QuerySet[Phrase, str]":
        """The texts, each once, that have a word beginning like each one typed; likeliest first.

        Of two as likely the shorter one. Nothing typed, nothing proposed.
        """
        wanted = words(typed)[:MOST_WORDS]
        said = Q() if wanted else Q(pk=None)
        for word in wanted:
            said &= Q(folded__contains=f" {word}")
        whole = " ".join(wanted)
        begins = Case(When(folded__startswith=f" {whole}", then=0), default=1)
        order = [When(kind=kind, then=Value(place)) for place, kind in enumerate(Kind)]
        place = Min(Case(*order, default=Value(0), output_field=IntegerField()))
        texts = self.filter(said).order_by().values("text", "folded").annotate(place=place)
        likeliest = texts.order_by(begins, "place", Length("text"), "text")
        return likeliest.values_list("text", flat=True)
