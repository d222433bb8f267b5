"""Making the index anew beside the one that is read, then reading the new one.

Nothing is locked for longer than one batch. Killed midway, the old index is still read, and the
next rebuild clears what was left; of two at once, the later one counts.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final, TypeVar

from django.db import transaction

from search.index import entries, postings
from search.index.learning import learn_later
from search.index.models import Entry, Index, Posting, SearchDocument
from search.index.sources import Source, sources
from search.index.weighing import impacts

DOCUMENTS: Final = 100  # written in one transaction
LISTS: Final = 1_000  # the same

T = TypeVar("T")


def rebuild() -> int:
    """Read every source again and switch; returns how many documents are found now."""
    generation, since = _started()
    for source in sources():
        for keys in _batches(source.keys(), DOCUMENTS):
            _enter(source, keys, generation)
    _list(generation)
    _switch(generation, since)
    _clear()
    learn_later()
    return SearchDocument.objects.count()


@transaction.atomic
def _started() -> tuple[int, int]:
    """A generation of our own, and the revision of what will have to be caught up."""
    index = entries.locked()
    index.building = max(index.building, index.generation) + 1
    entries.touch(index)
    return index.building, index.revision


@transaction.atomic
def _enter(source: Source, keys: list[str], generation: int) -> None:
    """What these documents say, for the new generation; they are shown as they are from now on."""
    entries.locked()
    texts = entries.save(source.read(keys))
    entries.write(generation, texts, revision=0)


def _list(generation: int) -> None:
    """The lists of every stem; the corpus fits in memory many times over (docs/search.md)."""
    lists: defaultdict[str, dict[int, int]] = defaultdict(dict)
    rows = Entry.objects.filter(generation=generation).values_list("document", "text")
    for document, text in rows.iterator(DOCUMENTS):
        for stem, impact in impacts(text).items():
            lists[stem][document] = impact
    for stems in _batches(lists, LISTS):
        postings.write(generation, {stem: lists[stem] for stem in stems})


@transaction.atomic
def _switch(generation: int, since: int) -> None:
    """Take in what changed meanwhile, then read the new generation; a later rebuild is let win."""
    index = entries.locked()
    if index.building != generation:
        return
    changed = Entry.objects.filter(generation=index.generation, revision__gt=since)
    entries.post_in(generation, dict(changed.values_list("document", "text")), index.revision)
    entered = Entry.objects.filter(generation=generation)
    SearchDocument.objects.exclude(pk__in=entered.values("document")).delete()
    index.generation = generation
    entries.touch(index)


def _clear() -> None:
    """Forget the generations that nobody reads nor makes, in small bites."""
    index = Index.objects.get(pk=1)
    for model in (Entry, Posting):
        left = model.objects.exclude(generation__in=[index.generation, index.building])
        while keys := list(left.values_list("pk", flat=True)[:LISTS]):
            model.objects.filter(pk__in=keys).delete()


def _batches(things: Iterable[T], size: int) -> Iterator[list[T]]:
    kept = iter(things)
    while batch := list(islice(kept, size)):
        yield batch
