"""Changing the index: what is put in is found at once, by every process."""

from collections.abc import Iterable

from django.db import transaction

from search.index.entries import GONE, locked, post, save
from search.index.learning import learn_later
from search.index.models import Kind, SearchDocument
from search.index.rebuilding import rebuild
from search.index.sources import Content, source_of

__all__ = ["forget", "put", "rebuild", "refresh"]


@transaction.atomic
def put(contents: Iterable[Content]) -> None:
    """Index these contents, new or changed."""
    index = locked()
    post(index, save(contents))
    learn_later()


@transaction.atomic
def forget(kind: Kind, keys: Iterable[str]) -> None:
    """Take these out of the index, if they are in."""
    index = locked()
    documents = SearchDocument.objects.filter(kind=kind, key__in=list(keys))
    post(index, dict.fromkeys(documents.values_list("pk", flat=True), GONE))
    documents.delete()


@transaction.atomic
def refresh(kind: Kind, keys: Iterable[str]) -> None:
    """Make the index say of these what their source says now.

    The source is read under the index's lock: of two changes at once, the last one stays.
    """
    locked()
    asked = set(keys)
    contents = list(source_of(kind).read(sorted(asked)))
    put(contents)
    forget(kind, asked - {content.key for content in contents})
