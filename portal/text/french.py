"""French words, analysed in Python so that both database engines find the same things."""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from snowballstemmer import stemmer

from portal.text.stopwords import STOP_WORDS

LONGEST_TEXT: Final = 100_000  # characters read; the rest of a longer text is left out
LONGEST_WORD: Final = 40  # characters kept

# What Unicode doesn't take apart by itself, and the apostrophes of every keyboard.
_LETTERS: Final = str.maketrans(
    {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ø": "o", "Ø": "o", "ł": "l", "Ł": "l"}
    | dict.fromkeys("’‘ʼʹ′´`\uff07\u055a", "'")
)
_NOT_ASCII: Final = re.compile(r"[^\x00-\x7f]+")
_ACRONYM: Final = re.compile(r"\b(?:[a-z]\.){2,}")
_ELISION: Final = re.compile(r"\b(?:[ldjmtsnc]|(?:jus|lors|puis|quoi|quel)?qu)'(?=\w)")
_WORD: Final = re.compile(r"[^\W_]+")
_IRREGULAR: Final = {
    "mere": "maman", "meres": "maman", "pere": "papa", "peres": "papa",  # not "mer", nor "per"
    "baux": "bail", "yeux": "oeil", "feux": "feu", "jeux": "jeu",
    "lieux": "lieu", "milieux": "milieu", "voeux": "voeu", "cheveux": "cheveu", "neveux": "neveu",
}  # fmt: skip


def fold(text: str) -> str:
    """The text without accents, ligatures, capitals or typographic apostrophes."""
    plain = _NOT_ASCII.sub(_bare, text[:LONGEST_TEXT].replace("`", "'"))
    return plain.lower()


def words(text: str) -> list[str]:
    """The words and numbers of a text, folded, in order; elided articles are dropped.

    "L’école d’été" gives école, été; "R.S.A." gives rsa; "nid-de-poule" gives its three words.
    """
    folded = fold(text).replace("aujourd'hui", "aujourdhui")
    folded = _ACRONYM.sub(lambda match: match[0].replace(".", ""), folded)
    return [word[:LONGEST_WORD] for word in _WORD.findall(_ELISION.sub("", folded))]


def stems(text: str) -> list[str]:
    """The stems of the words that mean something, in order, repeated as often as they are said."""
    return [stem(word) for word in words(text) if word not in STOP_WORDS]


def analyse(text: str) -> str:
    """The stems in one string, to be stored in a column and searched word by word."""
    return " ".join(stems(text))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The stem of one folded word.

    Snowball wants the accents that we took away, so plurals and feminine participles, which it
    tells by them, are made plain first. A stemmer holds the word it works on: one for each call,
    since threads share this module.
    """
    return stemmer("french").stemWord(_singular(word))


def _singular(word: str) -> str:
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) > 3 and word.endswith(("s", "eaux", "oux")) and not word.endswith("ss"):
        word = word[:-1]
    return word[:-1] if len(word) > 4 and word.endswith("ee") else word


def _bare(found: re.Match[str]) -> str:
    """Characters beyond ASCII, taken apart until nothing is left to take."""
    parts = unicodedata.normalize("NFKD", found[0].translate(_LETTERS)).casefold()
    parts = unicodedata.normalize("NFKD", parts).translate(_LETTERS)
    return "".join(char for char in parts if not unicodedata.combining(char))
