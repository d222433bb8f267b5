"""What people chose before for the same words: it helps a document that the words already found."""

from collections.abc import Collection
from math import log2
from typing import Final

from django.db import transaction
from django.db.models import F

from portal.text.french import stems
from search.index.models import Chosen, SearchDocument

LONGEST: Final = 200  # characters of the words' key; a longer search is not remembered
MOST_RAISED: Final = 0.25  # of the score
EVERY: Final = 0.05  # each time the choices double


@transaction.atomic
def chosen(typed: str, document: SearchDocument) -> None:
    """Count that the document was chosen for these words."""
    if words := words_of(stems(typed)):
        found, _new = Chosen.objects.get_or_create(words=words, document=document)
        Chosen.objects.filter(pk=found.pk).update(times=F("times") + 1)


def raises(stems_typed: Collection[str]) -> dict[int, float]:
    """By how much each document's score is multiplied, for what was chosen for these words."""
    rows = Chosen.objects.filter(words=words_of(stems_typed), times__gt=0)
    return {
        document: 1 + min(MOST_RAISED, EVERY * log2(1 + times))
        for document, times in rows.values_list("document", "times")
    }


def words_of(stems_typed: Collection[str]) -> str:
    """The same key whatever the order of the words; empty for none and for a long text."""
    words = " ".join(sorted(set(stems_typed)))
    return words if len(words) <= LONGEST else ""
