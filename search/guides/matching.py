"""Which short phrases a typed text says, by the stems of its words, misspelled ones included."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache
from typing import Generic, TypeVar

from portal.text.french import stem, stems, words
from portal.text.stopwords import STOP_WORDS

LONGEST = 2_000  # characters of a text that are read
MOST_WORDS = 120  # different stems of a text that are looked for
SHORTEST_MENDED = 5  # letters of a word whose spelling is mended
NEAR = 0.85
UNKNOWN = 0.7  # what a word that no phrase says weighs

Key = TypeVar("Key")


class Phrases(Generic[Key]):
    """Phrases by what they mean; a word weighs more the fewer phrases say it.

    Never changed once made, and long to make: `Phrases.of` makes one once for the same phrases.
    """

    @staticmethod
    def of(phrases: Mapping[int, Iterable[str]]) -> "Phrases[int]":
        return _made(tuple((key, tuple(lines)) for key, lines in phrases.items()))

    def __init__(self, phrases: Mapping[Key, Iterable[str]]) -> None:
        told = [(key, line) for key, lines in phrases.items() for line in lines]
        self._lines = [(key, frozenset(stems(line))) for key, line in told]
        written = {word for _, line in told for word in words(line)} - STOP_WORDS
        self._written: dict[str, dict[str, str]] = {}  # by how they begin
        for word in sorted(written):
            self._written.setdefault(_beginning(word), {})[word] = stem(word)
        said = Counter(stem for _, line in self._lines for stem in line)
        self._weights = {s: math.log(1 + len(self._lines) / times) for s, times in said.items()}

    def said_in(self, typed: str) -> dict[Key, float]:
        """How much of the best phrase of each is said by the text: 1.0 is all of it."""
        return self._said(self._known(typed))

    def _said(self, known: frozenset[str]) -> dict[Key, float]:
        found: dict[Key, float] = {}
        for key, line in self._lines:
            if share := self._weight(line & known) / (self._weight(line) or 1):
                found[key] = max(found.get(key, 0.0), share)
        return found

    def close_to(self, typed: str) -> dict[Key, float]:
        """How close each is to the text: half what the text says of its best phrase, half what all
        its phrases say of the text; words that nobody's phrases know count little."""
        known = self._known(typed)
        unknown = max(0, len(set(stems(typed[:LONGEST]))) - len(known))
        whole = self._weight(known) + unknown * UNKNOWN
        covered: dict[Key, frozenset[str]] = {}
        for key, line in self._lines:
            covered[key] = covered.get(key, frozenset()) | (line & known)
        said = self._said(known)
        return {key: (said[key] + self._weight(covered[key]) / whole) / 2 for key in said}

    def _known(self, typed: str) -> frozenset[str]:
        """The stems of the text that a phrase says, those a letter away among them."""
        asked = dict.fromkeys(word for word in words(typed[:LONGEST]) if word not in STOP_WORDS)
        return frozenset(filter(None, map(self._mended, list(asked)[:MOST_WORDS])))

    def _mended(self, word: str) -> str:
        """Its stem, or that of the word as phrases write it: endings say what is near.

        Of a long letter a hundred words are nobody's: each is compared with those that begin alike.
        """
        if (known := stem(word)) in self._weights:
            return known
        if len(word) < SHORTEST_MENDED or any(letter.isdigit() for letter in word):
            return ""
        written = self._written.get(_beginning(word), {})
        near = get_close_matches(word, written, n=1, cutoff=NEAR)
        return written[near[0]] if near else ""

    def _weight(self, known: Iterable[str]) -> float:
        return sum(self._weights[each] for each in known)


@lru_cache(maxsize=64)
def _made(phrases: tuple[tuple[int, tuple[str, ...]], ...]) -> Phrases[int]:
    return Phrases(dict(phrases))


def _beginning(word: str) -> str:
    """The letter that is heard first: « opital », « kantine »."""
    letter = word.lstrip("h")[:1]
    return "c" if letter in {"k", "q"} else letter
