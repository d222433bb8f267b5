"""What stands along a line."""

from collections.abc import Callable
from html import escape
from typing import Any

from home.state_sheets.drawing.surroundings import Surroundings

Dict = dict[str, Any]


def line(nodes: list[Any], around: Surroundings) -> str:
    """The HTML of a line."""
    return "".join(
        escape(node) if isinstance(node, str) else DRAWERS[node["is"]](node, around)
        for node in nodes
    )


def anchor(url: str, inside: str, file: str = "") -> str:
    """A link, with what one is about to open; the words alone when it leads nowhere."""
    shown = f"{inside} <small>({escape(file)})</small>" if file else inside
    return f'<a href="{escape(url)}">{shown}</a>' if url else shown


def _tag(name: str) -> "Drawer":
    return lambda node, around: f"<{name}>{line(node['of'], around)}</{name}>"


def _foreign(node: Dict, around: Surroundings) -> str:
    lang = f' lang="{escape(node["lang"])}"' if node["lang"] else ""
    return f"<i{lang}>{line(node['of'], around)}</i>"


def _link(node: Dict, around: Surroundings) -> str:
    return anchor(node["url"], line(node["of"], around))


def _sheet(node: Dict, around: Surroundings) -> str:
    inside = line(node["of"], around) or escape(node["code"])
    return anchor(around.address(node["code"], node["audience"]), inside)


def _term(node: Dict, around: Surroundings) -> str:
    """A word explained at the end of the page."""
    inside = line(node["of"], around)
    if node["code"] not in around.terms:
        return inside
    return f'<a class="term" href="#mot-{escape(node["code"])}">{inside}</a>'


Drawer = Callable[[Dict, Surroundings], str]
DRAWERS: dict[str, Drawer] = {
    "strong": _tag("strong"),
    "em": _tag("em"),
    "quote": _tag("q"),
    "value": _tag("b"),
    "sup": _tag("sup"),
    "sub": _tag("sub"),
    "foreign": _foreign,
    "link": _link,
    "sheet": _sheet,
    "term": _term,
}
