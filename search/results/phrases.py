"""What is proposed while one types: titles, residents' words, and what many people searched."""

from collections.abc import Iterator

from django.db import transaction

from portal.accounts.models import User
from portal.directory.models import Organisation
from portal.procedures.models import Procedure
from portal.text.french import stems, words
from search.index.models import Index, Kind, Posting, SearchDocument
from search.index.synonyms import companions
from search.results.models import Phrase, Searched
from search.results.querysets import PhraseQuerySet

SHORTEST = 2  # characters typed
MOST = 8  # proposals
LONGEST = 120  # characters of a phrase
AT_ONCE = 500

Row = tuple[str, str, int | None, bool]  # kind, text, organisation, internal


def proposals(typed: str, *, organisation: Organisation | None) -> list[str]:
    """What somebody of the public may be about to type on this site; one query."""
    return _first(Phrase.objects.for_site_of(organisation), typed)


def proposals_for_agent(typed: str, agent: User) -> list[str]:
    """The same for an agent: of all sites, and the internal sheets that are theirs to read."""
    return _first(Phrase.objects.for_agent(agent), typed)


@transaction.atomic
def refresh() -> None:
    """Bring the phrases up to date: what is new is added, what is gone is taken away."""
    known = {_row(phrase): phrase.pk for phrase in Phrase.objects.order_by()}
    wanted = set(_rows())
    gone = [pk for row, pk in known.items() if row not in wanted]
    for start in range(0, len(gone), AT_ONCE):
        Phrase.objects.filter(pk__in=gone[start : start + AT_ONCE]).delete()
    new = [_phrase(row) for row in sorted(wanted - known.keys(), key=repr)]
    Phrase.objects.bulk_create(new, batch_size=AT_ONCE)


def _first(phrases: PhraseQuerySet, typed: str) -> list[str]:
    if len(typed) < SHORTEST:
        return []
    return list(phrases.texts_beginning(typed)[:MOST])


def _rows() -> Iterator[Row]:
    titles = SearchDocument.objects.order_by()
    for kind, title, owner, internal in titles.values_list(
        "kind", "title", "organisation_id", "internal"
    ):
        yield kind, title[:LONGEST], owner, internal
    procedures = Procedure.objects.live().filter(catch_all=False).order_by()
    for said, shared, owner in procedures.values_list("words", "shared", "service__organisation"):
        for line in filter(None, map(str.strip, said.splitlines())):
            yield Kind.PROCEDURE.value, line[:LONGEST], None if shared else owner, False
    for searched in _of_known_words(list(Searched.objects.worth_proposing())):
        yield "", searched.words, searched.organisation_id, False


def _of_known_words(rows: list[Searched]) -> list[Searched]:
    """Those of which every word is ours: a name or an insult, however often it is typed from one
    place after another, is proposed to nobody."""
    asked = {stem for row in rows for stem in stems(row.words)}
    generation = Index.objects.filter(pk=1).values("generation")
    said = Posting.objects.filter(generation__in=generation, stem__in=asked)
    known = companions().keys() | set(said.values_list("stem", flat=True))
    return [row for row in rows if known.issuperset(stems(row.words))]


def _phrase(row: Row) -> Phrase:
    kind, text, owner, internal = row
    folded = f" {' '.join(words(text))}"[:140]
    return Phrase(kind=kind, text=text, folded=folded, organisation_id=owner, internal=internal)


def _row(phrase: Phrase) -> Row:
    return phrase.kind, phrase.text, phrase.organisation_id, phrase.internal
