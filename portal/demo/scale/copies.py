"""Copies of patterns: the holes of their lines filled, one life after the other."""

from dataclasses import dataclass
from hashlib import sha256
from random import Random

from django.db.models import Model

from portal.demandes import links
from portal.demo.scale.patterns import WRITTEN, Pattern
from portal.demo.scale.people import People

WEEK = 7  # days: a copy happens on the same days of the week as its pattern
DAY = 86_400 * 10**6  # microseconds
SHARE_OPEN = 0.2
WEEKS_OPEN, WEEKS_OVER = 12, 520  # how far back they were filed, at most
Keys = dict[type[Model], int]


@dataclass(frozen=True)
class Batch:
    """Lives to be written, one text for each model; `after`: the keys just below theirs."""

    numbers: list[int]
    after: Keys
    text: dict[type[Model], str]


@dataclass
class Copies:
    """Draws patterns and fills them. `keys`: the last primary key that is taken, by model."""

    patterns: list[Pattern]
    keys: Keys
    chance: Random

    def __post_init__(self) -> None:
        self._people = People(self.chance)
        self._open = [pattern for pattern in self.patterns if pattern.is_open]
        self._over = [pattern for pattern in self.patterns if not pattern.is_open]

    def batch(self, numbers: list[int]) -> Batch:
        """So many lives."""
        after, lines = self.keys.copy(), {model: list[str]() for model in WRITTEN}
        for number in numbers:
            pattern, back = self._drawn()
            holes = self._holes(pattern, number, back)
            for model in WRITTEN:
                lines[model] += [line % holes for line in pattern.lines[model]]
        text = {model: "".join([f"{line}\n" for line in lines[model]]) for model in WRITTEN}
        return Batch(numbers, after, text)

    def _drawn(self) -> tuple[Pattern, int]:
        """A pattern, and how many days before it its copy was filed."""
        if self.chance.random() < SHARE_OPEN:
            return self.chance.choice(self._open), WEEK * self.chance.randint(0, WEEKS_OPEN)
        return self.chance.choice(self._over), WEEK * self.chance.randint(0, WEEKS_OVER)

    def _holes(self, pattern: Pattern, number: int, back: int) -> dict[str, str | int]:
        holes: dict[str, str | int] = {**self._people.draw(number), "seal0": ""}
        for model in WRITTEN:
            for key in pattern.keys[model]:
                self.keys[model] += 1
                holes[key] = self.keys[model]
        holes["token"] = links.token(str(holes["reference"]), str(holes["code"]))
        holes.update(pattern.days.moved(back))
        _seal(pattern, holes, back)
        return holes


def _seal(pattern: Pattern, holes: dict[str, str | int], back: int) -> None:
    """Each entry of the journal upon the one before, as `portal.demandes.journal.digest` does."""
    for number, entry in enumerate(pattern.entries, start=1):
        holes[f"at{number}"] = repr((entry.at - back * DAY) / 10**6)
        holes[f"seal{number}"] = sha256((entry.sealed % holes).encode()).hexdigest()
