"""Answering a search: the lists of its words, added up; ties by the documents' keys."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from math import log
from typing import Final

from portal.text.french import stem, words
from portal.text.stopwords import STOP_WORDS
from search.index import choosing, meaning, postings, spelling
from search.index.finding import Asked, Found, Hit
from search.index.mixing import mixed
from search.index.models import Kind, SearchDocument
from search.index.roll import Line, Roll, may_be_shown, roll
from search.index.synonyms import companions
from search.index.weighing import FULL

LONGEST: Final = 1_000  # characters read
MOST_WORDS: Final = 60
MOST: Final = 50  # hits
FLOOR: Final = 0.2  # of the best score: below, a document only happens to say a word
TYPED: Final = 10  # what a word counts for
BESIDES: Final = 2  # what its companions count for
INSTEAD: Final = 7  # the same when no document says the word itself

Lists = Mapping[str, postings.List]


def find(asked: Asked) -> Found:
    """The best documents for what was typed, and how many of each kind there are.

    Six queries whatever the words, and one for each of three misspelt ones at most; one more when
    vectors changed.
    """
    typed = asked.typed[:LONGEST]
    said = list(dict.fromkeys(word for word in words(typed) if word not in STOP_WORDS))
    wanted = _weighed(stem(word) for word in said[:MOST_WORDS])
    if not wanted:
        return Found()
    documents = roll()

    def told(stems: Collection[str]) -> Lists:
        return _told(postings.read(documents.generation, stems), documents, asked)

    lists = told(wanted)
    wanted |= _instead(wanted, lists)
    unknown = [word for word in said[:MOST_WORDS] if _is_unknown(stem(word), lists)]
    meant, instead = spelling.corrected(typed, unknown, told) if unknown else ("", {})
    if instead:
        wanted = wanted | _weighed(instead.values())
        lists = {**lists, **told(wanted.keys() - lists.keys())}
    scores = _kept(asked, documents, _scores(documents, lists, wanted))
    if likenesses := meaning.likenesses(meant or typed, asked, documents, scores):
        best = _best(documents, lists, wanted)
        scores = mixed(scores, best, likenesses, documents.lines)
    return _found(asked, documents, scores, meant, frozenset(wanted))


def _told(lists: Lists, documents: Roll, asked: Asked) -> Lists:
    """The lists of what some document says that may be shown: other words are as unknown."""
    lines = documents.lines
    return {
        said: (keys, impacts)
        for said, (keys, impacts) in lists.items()
        if any(key in lines and may_be_shown(lines[key], asked) for key in keys)
    }


def _weighed(stems: Iterable[str]) -> dict[str, int]:
    """How much each stem counts, companions of those typed included."""
    typed = dict.fromkeys(stems, TYPED)
    besides = {each for said in typed for each in companions().get(said, ())}
    return dict.fromkeys(sorted(besides), BESIDES) | typed


def _instead(wanted: Mapping[str, int], lists: Lists) -> dict[str, int]:
    """The companions of the words typed that no document says."""
    absent = [said for said, weight in wanted.items() if weight == TYPED and said not in lists]
    besides = {each for said in absent for each in companions().get(said, ())}
    return {each: INSTEAD for each in besides if wanted[each] != TYPED}


def _is_unknown(said: str, lists: Lists) -> bool:
    return said not in lists and said not in companions()


def _scores(documents: Roll, lists: Lists, wanted: Mapping[str, int]) -> dict[int, float]:
    """BM25: rare words count more; the sum runs over whole numbers, so order changes nothing."""
    scores: defaultdict[int, int] = defaultdict(int)
    for said, (keys, impacts) in lists.items():
        each = wanted[said] * _rarity(len(documents.lines), len(keys))
        for key, impact in zip(keys, impacts, strict=True):
            scores[key] += each * impact
    typed = [said for said, weight in wanted.items() if weight == TYPED]
    raised, lines = choosing.raises(typed), documents.lines
    return {
        key: lines[key].weight * score * raised.get(key, 1.0)
        for key, score in scores.items()
        if key in lines
    }


def _rarity(documents: int, saying: int) -> int:
    return round(64 * log(1 + (max(documents - saying, 0) + 0.5) / (saying + 0.5)))


def _best(documents: Roll, lists: Lists, wanted: Mapping[str, int]) -> int:
    """The score of a document that would be all about every word, without their companions."""
    saying = [
        len(lists[said][0]) if said in lists else 0 for said in wanted if wanted[said] == TYPED
    ]
    return FULL * TYPED * sum(_rarity(len(documents.lines), each) for each in saying)


def _kept(asked: Asked, documents: Roll, scores: Mapping[int, float]) -> dict[int, float]:
    """The scores of what may be shown, without what is far below the best."""
    lines = documents.lines
    shown = {key: score for key, score in scores.items() if may_be_shown(lines[key], asked)}
    floor = FLOOR * max(shown.values(), default=0.0)
    return {key: score for key, score in shown.items() if score >= floor}


def _found(
    asked: Asked, documents: Roll, scores: dict[int, float], meant: str, stems: frozenset[str]
) -> Found:
    lines = documents.lines
    near = sorted(scores, key=lambda key: (-scores[key], key))
    chosen = [key for key in near if _is_chosen(lines[key], asked)][:MOST]
    rows = SearchDocument.objects.defer("passages")
    by_key = rows.in_bulk(chosen)
    return Found(
        hits=[Hit(by_key[key], scores[key], stems) for key in chosen if key in by_key],
        counts=dict(Counter(Kind(lines[key].kind) for key in near)),
        corrected=meant,
        searched=stems,
    )


def _is_chosen(line: Line, asked: Asked) -> bool:
    if asked.kinds and line.kind not in asked.kinds:
        return False
    return asked.theme_id is None or line.theme_id == asked.theme_id
