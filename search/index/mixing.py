"""One order from two opinions: the words that a document says, and what it means."""

from collections.abc import Mapping
from math import fsum
from typing import Final

from search.index.roll import Line

UNLIKE: Final = 0.8  # the likeness of texts that have nothing to do with each other
WORTH: Final = 6.0  # of likeness beyond that, where saying all the words is worth one
SHARE: Final = 0.5  # of the best score: what meaning alone finds has at least that
ALONE: Final = 0.87  # likeness of the same when nobody says the words: they may be nonsense

Scores = dict[int, float]


def mixed(words: Scores, best: int, likenesses: Scores, lines: Mapping[int, Line]) -> Scores:
    """The scores of documents found either way, from those that their words gave.

    `best`: what saying all the words would give. A document whose vectors aren't made yet is as
    like as the others that say the words.
    """
    usual = _mean([likenesses[key] for key in words if key in likenesses])
    scores = {
        key: words.get(key, 0) / max(best, 1)
        + lines[key].weight * _worth(likenesses.get(key, usual))
        for key in words.keys() | likenesses.keys()
    }
    least = max(SHARE * max(scores.values()), 0.0 if words else _worth(ALONE))
    return {key: score for key, score in scores.items() if key in words or score >= least}


def _worth(likeness: float) -> float:
    return WORTH * max(0.0, likeness - UNLIKE)


def _mean(likenesses: list[float]) -> float:
    return fsum(likenesses) / len(likenesses) if likenesses else UNLIKE
