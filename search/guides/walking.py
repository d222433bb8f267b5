"""Walking a guide: the answers given so far are the address, and nothing else is kept."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from search.guides.structure import DONT_KNOW, Node, Outcome, Question, Structure

LONGEST_WAY = 1_000  # characters of an address that are read
MOST_STEPS = 30  # of a way that are followed


@dataclass(frozen=True)
class Source:
    """A guide as it is walked; `version` is None for a draft, on which nothing is counted."""

    code: str
    structure: Structure
    version: int | None = None


Find = Callable[[str], Source | None]


@dataclass(frozen=True)
class Step:
    """A question that was answered."""

    source: Source
    question: Question
    key: str
    label: str


@dataclass(frozen=True)
class Walk:
    """The questions answered, and where that leads.

    `here` is None where nobody knows: after « je ne sais pas », or where a step has gone since the
    address was made. Then a person takes over: a walk never ends in nothing.
    """

    source: Source
    steps: tuple[Step, ...]
    here: Node | None
    understood: bool  # whether the whole address still means something

    @property
    def question(self) -> Question | None:
        return self.here if isinstance(self.here, Question) else None

    @property
    def outcome(self) -> Outcome | None:
        return self.here if isinstance(self.here, Outcome) else None

    @property
    def way(self) -> str:
        """The address of this place, from the guide's own."""
        return _way(step.key for step in self.steps)

    @property
    def way_back(self) -> str:
        """That of the question before."""
        return _way(step.key for step in self.steps[:-1])

    def way_on(self, answer: str) -> str:
        """That of what follows an answer."""
        return _way([*(step.key for step in self.steps), answer])


def walk(source: Source, way: str, find: Find) -> Walk:
    """Follows an address from the guide's first node; stops at the first answer that is unknown."""
    asked = [key for key in way[:LONGEST_WAY].split("/") if key][:MOST_STEPS]
    here, steps = source.structure.start, list[Step]()
    for key in asked:
        if not isinstance(here, Question):
            return Walk(source, tuple(steps), here, understood=False)
        if key == DONT_KNOW:
            steps.append(Step(source, here, key, "Je ne sais pas"))
            return Walk(source, tuple(steps), None, understood=key == asked[-1])
        choice = here.choice(key)
        if choice is None:
            return Walk(source, tuple(steps), here, understood=False)
        steps.append(Step(source, here, key, choice.label))
        source, here = _after(source, choice.node, choice.guide, find)
    return Walk(source, tuple(steps), here, understood=True)


def _after(source: Source, node: str, guide: str, find: Find) -> tuple[Source, Node | None]:
    """What follows an answer; nothing when the guide that goes on isn't published any more."""
    if not guide:
        return source, source.structure.node(node)
    going_on = find(guide)
    return (going_on, going_on.structure.start) if going_on else (source, None)


def _way(keys: Iterable[str]) -> str:
    return "".join(f"{key}/" for key in keys)
