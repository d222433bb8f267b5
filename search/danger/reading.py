"""Which dangers a text tells of."""

from search.danger.kinds import Danger
from search.danger.patterns import compile_all, erasing, heard
from search.danger.words import GROUPS, HARMLESS, WORDS

_PATTERNS = {danger: compile_all(WORDS[danger], GROUPS) for danger in Danger}
_HARMLESS = erasing(HARMLESS, GROUPS)


def dangers(text: str) -> tuple[Danger, ...]:
    """The dangers that the words tell of, the most pressing first. No query.

    Told to err on the side of showing a number too many: somebody who says they want to die isn't
    asked what they mean.
    """
    words = _HARMLESS.sub("# ", heard(text))
    said = frozenset(words.split())
    return tuple(
        danger
        for danger, patterns in _PATTERNS.items()
        if any(pattern.found_in(words, said) for pattern in patterns)
    )
