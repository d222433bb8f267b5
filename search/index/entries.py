"""Documents of the index and what they say, written under its lock."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from time import time_ns
from typing import Final

from search.index import postings, spelling
from search.index.models import Entry, Index, SearchDocument
from search.index.passages import passages
from search.index.sources import Content
from search.index.weighing import analysed, impacts

TITLE: Final = 400  # characters kept
SUMMARY: Final = 1_000
GONE: Final = ""  # what a document that leaves says


def locked() -> Index:
    """The index, kept by whoever changes it until the end of the transaction."""
    index, _new = Index.objects.select_for_update().get_or_create(pk=1)
    return index


def touch(index: Index) -> None:
    """Say that the index changed."""
    index.revision = max(index.revision + 1, time_ns())
    index.save()


def save(contents: Iterable[Content]) -> dict[int, str]:
    """Write the documents as they are to be shown; what each says, analysed, by primary key."""
    by_thing = {(content.kind, content.key): content for content in contents}
    documents = SearchDocument.objects.bulk_create(
        [_document(content) for content in by_thing.values()],
        update_conflicts=True,
        update_fields=[
            "organisation", "theme", "internal", "title", "summary", "url", "dated", "weight",
            "passages",
        ],
        unique_fields=["kind", "key"],
    )  # fmt: skip
    keys = _primary_keys(documents)
    spelling.learn(by_thing.values())
    return {keys[thing]: analysed(content) for thing, content in by_thing.items()}


def post(index: Index, texts: Mapping[int, str]) -> None:
    """Make these documents findable by what they say now, in the generation that is read."""
    touch(index)
    post_in(index.generation, texts, index.revision)


def post_in(generation: int, texts: Mapping[int, str], revision: int) -> None:
    """The same in one generation: entries and lists, from what they say there already."""
    held = Entry.objects.filter(generation=generation, document__in=texts)
    postings.change(generation, _changes(dict(held.values_list("document", "text")), texts))
    held.filter(document__in=[key for key, text in texts.items() if text == GONE]).delete()
    write(generation, {key: text for key, text in texts.items() if text != GONE}, revision)


def write(generation: int, texts: Mapping[int, str], revision: int) -> None:
    """Keep what these documents say, without their lists."""
    Entry.objects.bulk_create(
        [
            Entry(generation=generation, document_id=key, revision=revision, text=text)
            for key, text in texts.items()
        ],
        update_conflicts=True,
        update_fields=["text", "revision"],
        unique_fields=["document", "generation"],
    )


def _document(content: Content) -> SearchDocument:
    return SearchDocument(
        kind=content.kind,
        key=content.key,
        organisation_id=content.organisation_id,
        theme_id=content.theme_id,
        internal=content.internal,
        title=content.title[:TITLE],
        summary=content.summary[:SUMMARY],
        url=content.url,
        dated=content.dated,
        weight=content.weight,
        passages=passages(content),
    )


def _primary_keys(documents: Iterable[SearchDocument]) -> dict[tuple[str, str], int]:
    """Asked again: an engine doesn't give back the key of a row that was there already."""
    named = list(documents)
    rows = SearchDocument.objects.filter(
        kind__in={document.kind for document in named}, key__in=[each.key for each in named]
    )
    return {(kind, key): pk for pk, kind, key in rows.values_list("pk", "kind", "key")}


def _changes(
    before: Mapping[int, str], after: Mapping[int, str]
) -> dict[str, dict[int, int | None]]:
    """For each stem, what changes of its list."""
    changes: defaultdict[str, dict[int, int | None]] = defaultdict(dict)
    for document, text in after.items():
        old, new = impacts(before.get(document, GONE)), impacts(text)
        for stem in old.keys() - new.keys():
            changes[stem][document] = None
        for stem, impact in new.items():
            if old.get(stem) != impact:
                changes[stem][document] = impact
    return changes
