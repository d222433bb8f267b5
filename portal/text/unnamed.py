"""A text that was written to somebody, without that somebody."""

import re
from collections.abc import Iterable
from typing import Final

from portal.text.french import fold
from portal.text.stopwords import STOP_WORDS

SHORTEST: Final = 2  # letters of a name
NAME, EMAIL, NUMBER, PLACE, DAY = "[nom]", "[e-mail]", "[numéro]", "[adresse]", "[date]"

_WORD: Final = re.compile(r"[^\W\d_]+")
_EMAIL: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_STREET: Final = re.compile(
    r"\b\d{1,4}(?:\s?(?:bis|ter|quater|[a-d]))?,?\s+"
    r"(?:rue|avenue|av\.|boulevard|bd|place|impasse|allée|chemin|route|quai|square|cours|résidence)"
    r"\s[^\n,.;:()]{2,60}",
    re.IGNORECASE,
)
_TOWN: Final = re.compile(r"\b\d{5}\s+[A-ZÀ-Ý][\w'’-]+(?:[ -][A-ZÀ-Ý][\w'’-]+)*")
_DAY: Final = re.compile(r"\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b")
# References, account and social-security numbers: six signs or more, at least one of them a digit.
_CODE: Final = re.compile(r"\b(?=[A-Z0-9-]*\d)[A-Z0-9](?:[A-Z0-9-]{5,})\b")
_FIGURES: Final = re.compile(r"(?<![\d,.])\+?\d(?:[\s.\u00a0-]?\d){6,}(?![\d])")
# Who is named after a title, in capitals.
_TITLED: Final = re.compile(
    r"\b(M\.|Mr|Mme|Mlle|Monsieur|Madame|Mademoiselle|Maître|Docteur|Dr)"
    r"((?:\s+(?:[A-ZÀ-Ý][\w'’-]*|d[eu]|la|le)){1,3})(?=\W|$)"
)
_PATTERNS: Final = (
    (_EMAIL, EMAIL), (_STREET, PLACE), (_TOWN, PLACE), (_DAY, DAY), (_FIGURES, NUMBER),
    (_CODE, NUMBER),
)  # fmt: skip


def unnamed(text: str, *, names: Iterable[str], said: Iterable[str] = ()) -> str:
    """The text without the names (whatever their capitals), addresses, numbers and dates in it.

    `said`: other words of the person; those written with a capital are taken out where the text
    writes them so. What stands after a title goes too. It is a proposal: somebody reads it.
    """
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    text = _TITLED.sub(_untitled, text)
    known, capital = _parts(names), {fold(word) for word in _capitals(said)} - STOP_WORDS

    def hidden(match: re.Match[str]) -> str:
        word = match[0]
        plain = fold(word)
        return NAME if plain in known or (word[0].isupper() and plain in capital) else word

    return re.sub(
        rf"{re.escape(NAME)}(?:[\s'’-]+{re.escape(NAME)})+", NAME, _WORD.sub(hidden, text)
    )


def still_said(text: str, *, names: Iterable[str], secrets: Iterable[str] = ()) -> list[str]:
    """What of the person is still in the text: names, e-mail addresses, and the secrets as typed.

    A telephone or an address may be a counter's: only the person's own (`secrets`) is told.
    """
    known = _parts(names)
    found = [word for word in _WORD.findall(text) if fold(word) in known]
    found += _EMAIL.findall(text)
    bare = _bare(text)
    found += [secret for secret in secrets if len(_bare(secret)) > 5 and _bare(secret) in bare]
    return list(dict.fromkeys(found))


def _parts(names: Iterable[str]) -> set[str]:
    words = {fold(word) for name in names for word in _WORD.findall(name)}
    return {word for word in words if len(word) >= SHORTEST} - STOP_WORDS


def _capitals(said: Iterable[str]) -> list[str]:
    return [word for text in said for word in _WORD.findall(text) if word[0].isupper()]


def _untitled(match: re.Match[str]) -> str:
    """« Madame Delattre » becomes « Madame [nom] »; « Madame la maire » stays."""
    names = match[2].split()
    if not any(name[0].isupper() for name in names):
        return match[0]
    return f"{match[1]} {NAME}"


def _bare(text: str) -> str:
    """Letters and figures alone, the way of writing a number or a reference put aside."""
    return re.sub(r"[\W_]+", "", fold(text))
