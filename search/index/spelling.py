"""« Vous vouliez dire » : a word that no document says, and the closest one that some say."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Final

from django.db.models import Q

from portal.text.french import LONGEST_WORD, fold, words
from portal.text.french import stem as stem_of
from search.index.models import Word
from search.index.sources import Content

SHORTEST: Final = 5  # letters of a word that is corrected
LONG: Final = 7  # letters from which two mistakes are borne
MOST: Final = 3  # words of a search that are corrected
_GLUED: Final = re.compile(r"[ldjmtsnc][aeiouyh]")
_WRITTEN: Final = re.compile(r"[^\W\d_]{5,40}")


def learn(contents: Iterable[Content]) -> None:
    """Keep the words of titles, other names and summaries, which are well written."""
    told = " ".join(f"{each.title} {each.words} {each.summary}" for each in contents)
    written = sorted({word.lower() for word in _WRITTEN.findall(told)})
    Word.objects.bulk_create(
        [_word(word) for word in written if fold(word).isascii()], ignore_conflicts=True
    )


def near(unknown: str) -> list[Word]:
    """The known words that a folded one may be meant for, likeliest first; its first letter is
    trusted, but where it may be an article without its apostrophe (« didentité »)."""
    if not SHORTEST <= len(unknown) <= LONGEST_WORD or not unknown.isalpha():
        return []
    borne = 2 if len(unknown) >= LONG else 1
    asked = Q(folded__startswith=unknown[0])
    if _GLUED.match(unknown):
        asked |= Q(folded=unknown[1:])
    rows = Word.objects.filter(asked)
    candidates = [
        (distance(unknown, folded), folded, written, stem)
        for folded, written, stem in rows.values_list("folded", "written", "stem")
        if abs(len(folded) - len(unknown)) <= borne and _resemble(unknown, folded, borne)
    ]
    return [
        Word(written=written, folded=folded, stem=stem)
        for away, folded, written, stem in sorted(candidates)
        if away <= borne
    ]


def _resemble(one: str, other: str, borne: int) -> bool:
    """Whether it is worth measuring: a mistake brings one letter at most, and takes one away."""
    letters, others = set(one), set(other)
    return len(letters - others) <= borne and len(others - letters) <= borne


def distance(one: str, other: str) -> int:
    """How many letters are added, left out, changed or swapped with their neighbour."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for row, letter in enumerate(one, start=1):
        line = [row]
        for column, facing in enumerate(other, start=1):
            cost = min(line[-1] + 1, last[column] + 1, last[column - 1] + (letter != facing))
            if row > 1 and column > 1 and letter == other[column - 2] and one[row - 2] == facing:
                cost = min(cost, before[column - 2] + 1)
            line.append(cost)
        before, last = last, line
    return last[-1]


def corrected(
    typed: str, unknown: Iterable[str], told: Callable[[Collection[str]], Collection[str]]
) -> tuple[str, dict[str, str]]:
    """The text with its unknown words replaced, and the stem meant for each of those.

    The rest stays as typed; both are empty when nothing close is known. `told`: of some stems,
    those of documents that who asks may see. The words of the others, or of what is gone, are kept
    from them.
    """
    asked = {word: near(word) for word in list(unknown)[:MOST]}
    said = told({each.stem for words_near in asked.values() for each in words_near})
    likeliest = {
        word: next((each for each in words_near if each.stem in said), None)
        for word, words_near in asked.items()
    }
    meant = {word: found for word, found in likeliest.items() if found}
    if not meant:
        return "", {}
    text = re.sub(r"\w+", lambda written: _replaced(written[0], meant), typed)
    return text, {word: found.stem for word, found in meant.items()}


def _replaced(written: str, meant: Mapping[str, Word]) -> str:
    found = next((meant[word] for word in words(written) if word in meant), None)
    return found.written if found else written


def _word(written: str) -> Word:
    folded = fold(written)[:LONGEST_WORD]
    return Word(written=written, folded=folded, stem=stem_of(folded))
