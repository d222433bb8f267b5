"""The words that were searched, marked in what was found."""

import re
from collections.abc import Collection

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from portal.text.french import fold, stem

SHOWN = 240  # characters of an excerpt
BEFORE = 60  # of which before the first word found
_WORD = re.compile(r"[^\W_]+")


def highlighted(text: str, stems: Collection[str]) -> SafeString:
    """The text, escaped, with <mark> around the words that have one of the stems."""
    parts, end = [], 0
    for word in _WORD.finditer(text):
        if stem(fold(word[0])) in stems:
            parts += [escape(text[end : word.start()]), "<mark>", escape(word[0]), "</mark>"]
            end = word.end()
    return mark_safe("".join([*parts, escape(text[end:])]))  # only what escape() has made safe


def excerpt(text: str, stems: Collection[str]) -> SafeString:
    """A long text is cut, at words, around the first one found; one that was cut says so."""
    if len(text) <= SHOWN:
        return highlighted(f"{text}…" if text[-1:].isalnum() else text, stems)
    found = (word.start() for word in _WORD.finditer(text) if stem(fold(word[0])) in stems)
    start = _word_at(text, max(next(found, 0) - BEFORE, 0))
    cut = text[start : start + SHOWN].rpartition(" ")[0]
    whole = ("… " if start else "") + cut + " …"
    return highlighted(whole, stems)


def _word_at(text: str, place: int) -> int:
    """The beginning of the first word from there on."""
    return text.find(" ", place) + 1 if place else 0
