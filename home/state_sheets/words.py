"""What a document's tree says in plain words, for the search."""

from collections.abc import Iterator
from typing import Any

TITLES = ("title", "other")
# Not said by the document itself: laws, other documents, names of pictures and of authors.
SILENT = frozenset(
    {"laws", "see", "sheets", "groups", "more", "links", "commented", "questions", "partners"}
    | {"group", "other_number"}
)
SAID = ("title", "other", "more", "summary", "legend", "shown", "number", "of", "guides", "annexes")
INLINE = frozenset(
    {"strong", "em", "quote", "value", "sup", "sub", "foreign", "link", "term", "sheet"}
)


def headings(content: dict[str, Any]) -> str:
    """The titles of chapters, cases and situations, one a line, each once."""
    found = dict.fromkeys(_headings(content.get("body", [])))
    return "\n".join(title for title in found if title)


def text(content: dict[str, Any]) -> str:
    """All that can be read but the laws and the links to other pages, a line for each block."""
    parts = [part for name, part in content.items() if name not in SILENT]
    return "\n".join(line for part in parts for line in _lines(part))


def plain(nodes: Any) -> str:
    """The words of a line."""
    if isinstance(nodes, str):
        return nodes
    if isinstance(nodes, dict):
        return plain(nodes.get("of", ""))
    return "".join(plain(node) for node in nodes).strip(" ")


def _headings(nodes: list[Any]) -> Iterator[str]:
    for node in nodes:
        if not isinstance(node, dict):
            continue
        titled = node.get("is") == "section"
        cases = node.get("is") in {"cases", "situations"}
        for each in node["of"] if cases else [node] if titled else []:
            yield from (plain(each[name]) for name in TITLES if name in each)
        for each in node["of"] if cases else [node]:
            yield from _headings(each.get("of", []) if isinstance(each, dict) else [])


def _lines(node: Any) -> Iterator[str]:
    """The lines of a node: a title or a paragraph is one."""
    if isinstance(node, str) or _is_line(node):
        yield plain(node)
    elif isinstance(node, list):
        for each in node:
            yield from _lines(each)
    else:
        for name in SAID:
            if below := node.get(name):
                yield from _lines(below)


def _is_line(node: Any) -> bool:
    return isinstance(node, list) and any(
        isinstance(each, str) or (isinstance(each, dict) and each.get("is") in INLINE)
        for each in node
    )
