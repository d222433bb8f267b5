"""Which dangers a text tells of."""

from search.danger.kinds import Danger
from search.danger.patterns import Index, compile_all, heard
from search.danger.words import GROUPS, HARMLESS, WORDS

_HARMLESS = Index((None, each) for each in compile_all(HARMLESS, GROUPS))
_DANGERS = Index((danger, each) for danger in Danger for each in compile_all(WORDS[danger], GROUPS))


def dangers(text: str) -> tuple[Danger, ...]:
    """The dangers that the words tell of, the most pressing first. No query.

    Told to err on the side of showing a number too many: somebody who says they want to die isn't
    asked what they mean.
    """
    words = _without_harmless(heard(text))
    found: set[Danger] = set()
    for danger, pattern in _DANGERS.worth_trying(frozenset(words.split())):
        if danger not in found and pattern.found_in(words):
            found.add(danger)
    return tuple(danger for danger in Danger if danger in found)


def _without_harmless(words: str) -> str:
    for _, phrase in _HARMLESS.worth_trying(frozenset(words.split())):
        words = phrase.erased_from(words)
    return words
