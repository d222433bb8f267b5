"""How much a document is about a word: BM25F, worked out once, when the document is indexed.

It depends on nothing but the document (the usual lengths are constants, not means of the corpus),
so an index changed piece by piece equals one made anew, and both engines add the same integers.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from portal.text.french import stems
from search.index.sources import Content

SATURATION: Final = 8.0  # BM25's k1, high: a title weighs twenty words of the body
FULL: Final = 255  # the impact of a word said without end


@dataclass(frozen=True)
class Field:
    """A part of a document: what a word of it weighs, how long it usually is, how length counts."""

    name: str
    weight: float
    usual: float
    flatten: float  # BM25's b


FIELDS: Final = (
    Field("title", 20.0, 4.5, 0.5),
    Field("words", 3.0, 4, 0.5),
    Field("summary", 2.0, 18, 0.5),
    Field("headings", 1.5, 25, 0.3),
    Field("body", 1.0, 480, 0.75),
)


def analysed(content: Content) -> str:
    """The stems of each field, one line each: what an entry keeps."""
    return "\n".join(" ".join(stems(getattr(content, field.name))) for field in FIELDS)


def impacts(text: str) -> dict[str, int]:
    """For each stem of an analysed text, how much the document is about it, from 1 to FULL."""
    said: defaultdict[str, float] = defaultdict(float)
    for field, line in zip(FIELDS, text.split("\n"), strict=False):
        words = line.split()
        length = 1 - field.flatten + field.flatten * len(words) / field.usual
        for word in words:
            said[word] += field.weight / length
    return {word: _impact(times) for word, times in said.items()}


def _impact(times: float) -> int:
    return max(1, round(FULL * times / (times + SATURATION)))
