"""A very long document is read a chapter at a time: which one, and where the others are."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from home.state_sheets.drawing.chapters import Chapter
from home.state_sheets.drawing.page import Drawn
from home.state_sheets.drawing.surroundings import Entry

PARAMETER = "partie"


@dataclass(frozen=True)
class Line:
    """A line of the table of contents."""

    title: str
    url: str
    below: "list[Line]"
    current: bool = False


@dataclass(frozen=True)
class Leaf:
    """What one page shows of the text; `number` is 0 when it shows all of it."""

    chapters: list[Chapter]
    contents: list[Line]
    number: int = 0
    total: int = 0
    previous: Line | None = None
    next: Line | None = None


def leaf(drawn: Drawn, query: Mapping[str, str], asked: str) -> Leaf:
    """The whole text, or the chapter asked for (the first when there is no such one).

    `query` is what the addresses of the other chapters keep of this page's.
    """
    if not drawn.is_long:
        lines = [_line(entry, "") for each in drawn.chapters for entry in each.contents]
        return Leaf(drawn.chapters, lines)
    total = len(drawn.chapters)
    number = _number(asked, total)
    heads = []
    for place, chapter in enumerate(drawn.chapters, 1):
        here = place == number
        address = "" if here else f"?{urlencode({**query, PARAMETER: place})}"
        heads.append([_line(entry, address, current=here) for entry in chapter.contents])
    return Leaf(
        [drawn.chapters[number - 1]],
        [line for lines in heads for line in lines],
        number,
        total,
        heads[number - 2][0] if number > 1 else None,
        heads[number][0] if number < total else None,
    )


def _line(entry: Entry, address: str, *, current: bool = False) -> Line:
    below = [_line(each, address) for each in entry.below]
    return Line(entry.title, f"{address}#{entry.key}", below, current)


def _number(asked: str, total: int) -> int:
    known = asked.isascii() and asked.isdigit() and len(asked) < 4
    return min(max(int(asked), 1), total) if known else 1
