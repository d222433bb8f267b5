"""The lists of documents of each stem: packed in a row each, so that a search reads few rows."""

import sys
from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TypeAlias

from search.index.models import Posting

BATCH = 400  # rows read or written at once
Impacts: TypeAlias = dict[int, int]  # by document
List: TypeAlias = tuple["array[int]", bytes]  # documents in order, and their impacts


def read(generation: int, stems: Collection[str]) -> dict[str, List]:
    """The documents that say each of the stems, and their impacts; what nobody says is left out."""
    rows = Posting.objects.filter(generation=generation, stem__in=stems)
    return {
        stem: (_unpacked(bytes(documents)), bytes(impacts))
        for stem, documents, impacts in rows.values_list("stem", "documents", "impacts")
    }


def change(generation: int, changes: Mapping[str, Mapping[int, int | None]]) -> None:
    """Set the impacts of some documents for some stems; None takes a document out."""
    for stems in _batches(sorted(changes)):
        lists = {
            stem: dict(zip(documents, impacts, strict=True))
            for stem, (documents, impacts) in read(generation, stems).items()
        }
        for stem in stems:
            found = {**lists.get(stem, {}), **changes[stem]}
            lists[stem] = {document: impact for document, impact in found.items() if impact}
        write(generation, lists)


def write(generation: int, lists: Mapping[str, Impacts]) -> None:
    """Keep these lists as they are; an empty one goes."""
    empty = [stem for stem, impacts in lists.items() if not impacts]
    if empty:
        Posting.objects.filter(generation=generation, stem__in=empty).delete()
    Posting.objects.bulk_create(
        [_packed(generation, stem, impacts) for stem, impacts in lists.items() if impacts],
        update_conflicts=True,
        update_fields=["documents", "impacts"],
        unique_fields=["generation", "stem"],
    )


def _packed(generation: int, stem: str, impacts: Impacts) -> Posting:
    documents = array("I", sorted(impacts))
    weights = bytes(impacts[document] for document in documents)
    return Posting(
        generation=generation,
        stem=stem,
        documents=_little_endian(documents).tobytes(),
        impacts=weights,
    )


def _unpacked(packed: bytes) -> "array[int]":
    documents = array("I")
    documents.frombytes(packed)
    return _little_endian(documents)


def _little_endian(documents: "array[int]") -> "array[int]":
    """The same on every machine that shares the database."""
    if sys.byteorder == "big":
        documents.byteswap()
    return documents


def _batches(stems: Iterable[str]) -> Iterator[list[str]]:
    kept = list(stems)
    return (kept[start : start + BATCH] for start in range(0, len(kept), BATCH))
