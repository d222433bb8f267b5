"""Answering a search: the lists of its words, added up; ties by the documents' keys."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from math import log
from typing import Final

from portal.text.french import stems
from search.index import postings
from search.index.finding import Asked, Found, Hit
from search.index.models import Kind, SearchDocument
from search.index.roll import Line, Roll, may_be_shown, roll

LONGEST: Final = 1_000  # characters read
MOST_WORDS: Final = 60
MOST: Final = 50  # hits
FLOOR: Final = 0.2  # of the best score: below, a document only happens to say a word


def find(asked: Asked) -> Found:
    """The best documents for what was typed, and how many of each kind there are.

    Four queries at most, whatever the words.
    """
    wanted = list(dict.fromkeys(stems(asked.typed[:LONGEST])))[:MOST_WORDS]
    if not wanted:
        return Found()
    documents = roll()
    scores = _scores(documents, wanted)
    near = _near({key: score for key, score in scores.items() if _shown(documents, key, asked)})
    chosen = [key for key in near if _is_chosen(documents.lines[key], asked)][:MOST]
    counts = Counter(Kind(documents.lines[key].kind) for key in near)
    return Found(_hits(chosen, scores, wanted), dict(counts), "", frozenset(wanted))


def _scores(documents: Roll, wanted: list[str]) -> Mapping[int, float]:
    """BM25: rare words count more; the sum runs over whole numbers, so order changes nothing."""
    scores: defaultdict[int, int] = defaultdict(int)
    for keys, impacts in postings.read(documents.generation, wanted).values():
        rarity = round(64 * log(1 + len(documents.lines) / len(keys)))
        for key, impact in zip(keys, impacts, strict=True):
            scores[key] += rarity * impact
    lines = documents.lines
    return {key: lines[key].weight * score for key, score in scores.items() if key in lines}


def _shown(documents: Roll, key: int, asked: Asked) -> bool:
    return may_be_shown(documents.lines[key], asked)


def _near(scores: Mapping[int, float]) -> list[int]:
    """The documents, best first, that are not far below the best."""
    floor = FLOOR * max(scores.values(), default=0.0)
    near = [key for key, score in scores.items() if score >= floor]
    return sorted(near, key=lambda key: (-scores[key], key))


def _is_chosen(line: Line, asked: Asked) -> bool:
    if asked.kinds and line.kind not in asked.kinds:
        return False
    return asked.theme_id is None or line.theme_id == asked.theme_id


def _hits(chosen: list[int], scores: Mapping[int, float], wanted: list[str]) -> list[Hit]:
    documents = SearchDocument.objects.select_related("organisation", "theme").in_bulk(chosen)
    said = frozenset(wanted)
    return [Hit(documents[key], scores[key], said) for key in chosen if key in documents]
