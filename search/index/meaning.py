"""How much documents mean what is asked: their vectors against the question's."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from search.index import embedding
from search.index.finding import Asked
from search.index.models import Vector
from search.index.roll import Roll, may_be_shown

if TYPE_CHECKING:
    import numpy as np

NEAREST: Final = 100  # documents that no word brings


@dataclass(frozen=True)
class Vectors:
    """What every document means, and on which line each of them is."""

    documents: list[int]
    lines: dict[int, int]
    passages: "np.ndarray[Any, Any]"  # two a document, by whole numbers

    def likenesses(self, question: bytes) -> "np.ndarray[Any, Any]":
        """The cosine of each document's closer passage, the same on every machine."""
        products = self.passages @ embedding.unpacked(question)[0]
        best: np.ndarray[Any, Any] = products.reshape(-1, 2).max(axis=1)
        return best / float(embedding.STEP**2)


def likenesses(
    said: str, asked: Asked, documents: Roll, found: Collection[int]
) -> dict[int, float]:
    """From about 0.8 (nothing to see) to 1 (the same), for those found by their words and for
    the nearest that may be shown.

    Nothing when meaning is off or no vector was made yet.
    """
    if not (asked.meaning and documents.learned and embedding.is_on()):
        return {}
    vectors = _vectors(documents.learned)
    if not vectors.documents:
        return {}
    alike = vectors.likenesses(embedding.of_question(said))
    ordered = (vectors.documents[line] for line in (-alike).argsort(kind="stable").tolist())
    lines = documents.lines
    shown = (key for key in ordered if key in lines and may_be_shown(lines[key], asked))
    wanted = {*found, *islice(shown, NEAREST)}
    return {key: float(alike[vectors.lines[key]]) for key in wanted if key in vectors.lines}


@lru_cache(maxsize=1)
def _vectors(_learned: int) -> Vectors:
    rows = Vector.objects.filter(model=embedding.MODEL).order_by("document")
    held = list(rows.values_list("document", "packed"))
    documents = [document for document, _packed in held]
    once = embedding.SIZE
    both = b"".join(bytes(packed)[:once] + bytes(packed)[-once:] for _pk, packed in held)
    lines = {document: line for line, document in enumerate(documents)}
    return Vectors(documents, lines, embedding.unpacked(both))
