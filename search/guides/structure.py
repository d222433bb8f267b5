"""A guide once compiled: its questions and ends, frozen, owing nothing to Wagtail's blocks."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

DONT_KNOW = "je-ne-sais-pas"  # the answer that every question has


@dataclass(frozen=True)
class Choice:
    """One answer: the node of this guide that comes next, or the guide that goes on."""

    key: str
    label: str
    node: str = ""
    guide: str = ""


@dataclass(frozen=True)
class Question:
    key: str
    text: str
    help: str = ""
    choices: tuple[Choice, ...] = ()

    @property
    def title(self) -> str:
        return self.text

    def choice(self, key: str) -> Choice | None:
        return next((each for each in self.choices if each.key == key), None)


@dataclass(frozen=True)
class Outcome:
    """Where a guide leads: what is named here by its code may be gone on the day it is read."""

    key: str
    title: str
    text: str = ""
    procedure: str = ""
    service: str = ""
    sheet: str = ""
    knowledge: str = ""
    partner: str = ""
    documents: tuple[str, ...] = ()
    say: str = ""

    @property
    def proposes(self) -> bool:
        """Whether somebody who comes here has something to do next."""
        return any((self.text, self.procedure, self.service, self.sheet, self.partner))


Node = Question | Outcome


@dataclass(frozen=True)
class Structure:
    """The nodes in the editor's order: the first one opens the guide."""

    nodes: tuple[Node, ...] = ()
    by_key: Mapping[str, Node] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        keyed = {node.key: node for node in reversed(self.nodes)}  # of two, the first
        object.__setattr__(self, "by_key", keyed)

    @property
    def start(self) -> Node | None:
        return self.nodes[0] if self.nodes else None

    @property
    def questions(self) -> list[Question]:
        return [node for node in self.nodes if isinstance(node, Question)]

    @property
    def outcomes(self) -> list[Outcome]:
        return [node for node in self.nodes if isinstance(node, Outcome)]

    def node(self, key: str) -> Node | None:
        return self.by_key.get(key)

    def written(self) -> list[dict[str, Any]]:
        """As it is kept in the database."""
        return [asdict(node) for node in self.nodes]

    @classmethod
    def read(cls, rows: list[dict[str, Any]]) -> Self:
        return cls(tuple(_read(row) for row in rows))


def _read(row: dict[str, Any]) -> Node:
    if "choices" not in row:
        return Outcome(**row | {"documents": tuple(row["documents"])})
    choices = tuple(Choice(**choice) for choice in row["choices"])
    return Question(row["key"], row["text"], row["help"], choices)
