"""Which kind of letter somebody holds, from its sender and a sentence of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from search.guides.matching import Phrases
from search.guides.models import LetterKind

MOST = 3
SAID = 0.75  # how much of a phrase must be read in the letter before anything is pretended
SAID_BY_SENDER = 0.5  # the same, once we know who wrote it


@dataclass(frozen=True)
class Recognised:
    """A kind of letter that it may be, and the alert that its words call for."""

    letter: LetterKind
    alert: str


def recognise(typed: str, letters: Iterable[LetterKind], *, sender: str = "") -> list[Recognised]:
    """The kinds whose phrases the text says, most first; none when it says too little of each.

    Without a text, all the kinds of that sender.
    """
    known = {letter.pk: letter for letter in letters if not sender or sender in letter.sender_names}
    if not typed.strip():
        return [Recognised(letter, "") for letter in known.values()] if sender else []
    said = Phrases.of({pk: letter.phrases for pk, letter in known.items()}).said_in(typed)
    enough = SAID_BY_SENDER if sender else SAID
    best = sorted((pk for pk in said if said[pk] >= enough), key=lambda pk: (-said[pk], pk))
    return [Recognised(known[pk], alert(typed, known[pk])) for pk in best[:MOST]]


def alert(typed: str, letter: LetterKind) -> str:
    """What to do before all else, when the text says a word that presses."""
    pressing = Phrases.of({letter.pk: letter.danger_phrases}).said_in(typed)
    return letter.danger if any(share == 1 for share in pressing.values()) else ""


def senders(letters: Iterable[LetterKind]) -> list[str]:
    """Who sends them, in the alphabet's order."""
    return sorted({name for letter in letters for name in letter.sender_names}, key=str.casefold)
