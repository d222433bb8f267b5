"""The little language in which words of danger are written, compiled to what is heard.

    {he} me|m {hit} ..  a|la porte?

Words between spaces follow each other; `a|b` is either; `{name}` one of the phrases of a group;
a last `?` makes it optional; `!a|b` or `!{name}` refuses what would come next; `..` lets two words
pass, `...` six. Words are compared as they sound.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from search.danger.sounds import sounds

GAPS = {"..": r"(?:\S+ ){0,2}", "...": r"(?:\S+ ){0,6}"}
T = TypeVar("T")
Groups = Mapping[str, Iterable[str]]


@dataclass(frozen=True)
class Pattern:
    """What to look for, and the words without which there is no need to look."""

    wanted: re.Pattern[str]
    needs: tuple[frozenset[str], ...]

    def may_be_in(self, said: frozenset[str]) -> bool:
        """Whether a text of these words is worth looking at."""
        return not any(need.isdisjoint(said) for need in self.needs)

    def found_in(self, heard: str) -> bool:
        return self.wanted.search(heard) is not None

    def erased_from(self, heard: str) -> str:
        return self.wanted.sub("# ", heard)


class Index(Generic[T]):
    """Patterns by the words of the slot that has fewest: most texts meet but a few of them."""

    def __init__(self, patterns: Iterable[tuple[T, Pattern]]) -> None:
        self._by_word: dict[str, list[tuple[T, Pattern]]] = {}
        for what, pattern in patterns:
            for word in pattern.needs[0]:
                self._by_word.setdefault(word, []).append((what, pattern))

    def worth_trying(self, said: frozenset[str]) -> Iterator[tuple[T, Pattern]]:
        for word in sorted(said & self._by_word.keys()):
            yield from (pair for pair in self._by_word[word] if pair[1].may_be_in(said))


def compile_all(lines: Iterable[str], groups: Groups) -> tuple[Pattern, ...]:
    """One pattern a line."""
    return tuple(_compile(line, groups) for line in lines)


def heard(text: str) -> str:
    """A text as patterns read it: its words as they sound, a space on each side."""
    return f" {' '.join(sounds(text))} "


def _compile(line: str, groups: Groups) -> Pattern:
    written, needs = "", list[frozenset[str]]()
    for item in line.split():
        if item in GAPS:
            written += GAPS[item]
            continue
        refused, optional = item.startswith("!"), item.endswith("?")
        phrases = _phrases(item.strip("!?"), groups)
        either = "|".join(f"{phrase} " for phrase in phrases)
        written += f"(?!{either})" if refused else f"(?:{either}){'?' if optional else ''}"
        if not refused and not optional:
            needs.append(frozenset(phrase.split()[-1] for phrase in phrases))
    needs.sort(key=len)  # the rarest words first
    return Pattern(re.compile(f"(?<= ){written}"), tuple(needs))


def _phrases(item: str, groups: Groups) -> list[str]:
    """The phrases as they sound, longest first, so that the greedy choice is the right one."""
    named = item.removeprefix("{").removesuffix("}")
    said: Iterable[str] = groups[named] if named != item else item.split("|")
    phrases = {" ".join(sounds(phrase)) for phrase in said}
    return sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
