"""The words of a text that say what it is about, without those that say whom."""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from portal.text.french import LONGEST_WORD, fold, stem
from portal.text.stopwords import STOP_WORDS

SHORTEST: Final = 3
POLITE: Final = frozenset(
    [
        "bonjour",
        "bonsoir",
        "merci",
        "svp",
        "cordialement",
        "salutations",
        "monsieur",
        "madame",
        "mademoiselle",
        "mme",
        "mlle",
        "docteur",
        "maitre",
        "appelle",
        "nomme",
        "prenom",
        "nom",
    ]
)
_ADDRESS: Final = re.compile(r"\S*@\S*|\bhttps?:\S+|\bwww\.\S+")
# Who is named in small letters is named after one of these.
_CALLED: Final = re.compile(
    r"\b(m\.|mr|mme|mlle|monsieur|madame|mademoiselle|docteur|dr|ma[iî]tre|appelle|nomme)"
    r"\W+[\w-]+(?:\W+[\w-]+)?",
    re.IGNORECASE,
)
_KIN: Final = re.compile(
    r"\b(fils|fille|mari|femme|fr[eè]re|s(?:œ|oe)ur|m[eè]re|p[eè]re|voisine?|amie?|coll[eè]gue)"
    r"\s+[\w-]+",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"\w+")


def common_words(texts: Iterable[str], *, apart: Iterable[str], most: int) -> list[str]:
    """The words said most, one per stem, in the alphabet's order: the text can't be told from them.

    Kept: those in small letters that mean something. Left out: names and what stands after a
    title or a relative, addresses, numbers, and the words of `apart` (folded).
    """
    left_out = STOP_WORDS | POLITE | set(apart)
    said: Counter[str] = Counter()
    written: dict[str, str] = {}
    for text in texts:
        for word in _WORD.findall(_unnamed(text)):
            plain = fold(word)
            if _is_common(word) and plain not in left_out:
                said[stem(plain)] += 1
                written.setdefault(stem(plain), word)
    return sorted((written[each] for each, _times in said.most_common(most)), key=fold)


def _unnamed(text: str) -> str:
    text = _ADDRESS.sub(" ", text)
    return _KIN.sub(r"\1 ", _CALLED.sub(" ", text))


def _is_common(word: str) -> bool:
    return SHORTEST <= len(word) <= LONGEST_WORD and word.isalpha() and word.islower()
