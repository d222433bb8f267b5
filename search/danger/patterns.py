"""The little language in which words of danger are written, compiled to what is heard.

    {he} me|m {hit} ..  a|la porte?

Words between spaces follow each other; `a|b` is either; `{name}` one of the phrases of a group;
a last `?` makes it optional; `!a|b` or `!{name}` refuses what would come next; `..` lets two words
pass, `...` six. Words are compared as they sound.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from search.danger.sounds import sounds

GAPS = {"..": r"(?:\S+ ){0,2}", "...": r"(?:\S+ ){0,6}"}
Groups = Mapping[str, Iterable[str]]


@dataclass(frozen=True)
class Pattern:
    """What to look for, and the words without which there is no need to look."""

    wanted: re.Pattern[str]
    needs: tuple[frozenset[str], ...]

    def found_in(self, heard: str, said: frozenset[str]) -> bool:
        if any(need.isdisjoint(said) for need in self.needs):
            return False
        return self.wanted.search(heard) is not None


def compile_all(lines: Iterable[str], groups: Groups) -> tuple[Pattern, ...]:
    """One pattern a line."""
    return tuple(_compile(line, groups) for line in lines)


def erasing(lines: Iterable[str], groups: Groups) -> re.Pattern[str]:
    """What takes harmless phrases out of a text."""
    return re.compile("|".join(f"(?:{each.wanted.pattern})" for each in compile_all(lines, groups)))


def heard(text: str) -> str:
    """A text as patterns read it: its words as they sound, a space on each side."""
    return f" {' '.join(sounds(text))} "


def _compile(line: str, groups: Groups) -> Pattern:
    written, needs = "", []
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
    return Pattern(re.compile(f"(?<= ){written}"), tuple(needs))


def _phrases(item: str, groups: Groups) -> list[str]:
    """The phrases as they sound, longest first, so that the greedy choice is the right one."""
    named = item.removeprefix("{").removesuffix("}")
    said: Iterable[str] = groups[named] if named != item else item.split("|")
    phrases = {" ".join(sounds(phrase)) for phrase in said}
    return sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
