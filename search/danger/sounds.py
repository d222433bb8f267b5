"""Words as they sound: what spelling mistakes and telephone shorthand leave of them."""

import re
from functools import lru_cache
from typing import Final

from portal.text.french import fold

LONGEST: Final = 6_000  # characters read of a text
# What people run together, or shorten, when they write as they speak.
_SHORT: Final = {
    "g": "j ai", "jai": "j ai", "jé": "j ai", "c": "c est", "cest": "c est", "ct": "c etait",
    "jveux": "je veux", "jveu": "je veux", "jvoudrais": "je voudrais", "jvx": "je veux",
    "jvais": "je vais", "jvai": "je vais", "jme": "je me", "jmen": "je m en", "jsuis": "je suis",
    "jsui": "je suis", "chui": "je suis", "chuis": "je suis", "shui": "je suis",
    "jpeux": "je peux", "jpeu": "je peux", "jen": "j en", "jdors": "je dors", "jdor": "je dors",
    "jpense": "je pense", "vx": "veux", "envi": "envie", "mapel": "m appelle", "tt": "tout",
    "ds": "dans", "dan": "dans", "pr": "pour", "pt": "peut", "bcp": "beaucoup", "mn": "mon",
    "qd": "quand", "qq": "quelqu", "qqn": "quelqu un", "qlq": "quelque", "quelquun": "quelqu un",
    "aujourdhui": "aujourd hui", "ojourdui": "aujourd hui", "aujourd8": "aujourd hui",
    "osecours": "au secours", "swar": "soir", "mwa": "moi", "moa": "moi", "deor": "dehors",
    "dehor": "dehors", "dor": "dors", "plu": "plus", "jveut": "je veux", "jvaux": "je veux",
    "jarrive": "j arrive", "jpe": "je peux", "jtiens": "je tiens", "jfais": "je fais",
    "peti": "petit", "papi": "papy", "mamie": "mamy", "mami": "mamy",
}  # fmt: skip
_WORD: Final = re.compile(r"[a-z]+|\d+")
_TWICE: Final = re.compile(r"([a-z])\1+")
_SOFT: Final = re.compile(r"c(?=[eiy])")
_HARD: Final = re.compile(r"c(?!h)|qu|q")
_FALLS_IDLE: Final = re.compile(r"(?<!c)h")
_SAID_LIKE_E: Final = re.compile(r"(?<=[a-z]{3})(?:aient|aits?|ais?)$")


def sounds(text: str) -> list[str]:
    """The words of a text as they sound, in order; the beginning of a long text."""
    found: list[str] = []
    for word in _WORD.findall(fold(text[:LONGEST])):
        found += map(sound, _SHORT[word].split()) if word in _SHORT else [sound(word)]
    return found


@lru_cache(maxsize=20_000)
def sound(word: str) -> str:
    """One folded word, without doubled, mute and interchangeable letters.

    « frappe », « frapé », « frapper » and « frappait » give the same; « mort » and « mor » too.
    """
    heard = _TWICE.sub(r"\1", word.replace("ph", "f"))
    heard = _HARD.sub("k", _SOFT.sub("s", heard)).replace("y", "i")
    heard = _TWICE.sub(r"\1", _FALLS_IDLE.sub("", heard).replace("eau", "o").replace("au", "o"))
    heard = _without(heard, ("s", "x", "z"), at_least=2)
    heard = _SAID_LIKE_E.sub("", heard)
    heard = _without(heard, ("er", "e"), at_least=3)
    return _without(heard, ("t", "d"), at_least=2)


def _without(word: str, endings: tuple[str, ...], *, at_least: int) -> str:
    """The word without the first of these endings that it has and can lose."""
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= at_least:
            return word[: -len(ending)]
    return word
