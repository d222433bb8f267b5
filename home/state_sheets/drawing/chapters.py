"""The text of a document, cut at its first headings: a very long one is read by chapters."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from home.state_sheets.drawing.surroundings import Entry, Surroundings
from home.state_sheets.drawing.text import text


@dataclass
class Chapter:
    """Some of the text under one heading, or with what comes before it; and its lines of the
    table of contents."""

    body: SafeString
    contents: list[Entry]


def chapters(nodes: list[Any], around: Surroundings) -> list[Chapter]:
    """All the text, in order; drawn as it would be in one piece."""
    found = []
    for some in _cut(nodes):
        before = len(around.contents)
        body = mark_safe(text(some, around))  # safe: `text` escapes every word; the tags are ours
        found.append(Chapter(body, around.contents[before:]))
    return found


def _cut(nodes: list[Any]) -> list[list[Any]]:
    """One group of blocks for each first heading; what precedes the first one goes with it."""
    groups: list[list[Any]] = []
    begun = False
    for node in _flat(nodes):
        titled = node["is"] == "section"
        if not groups or (titled and begun):
            groups.append([])
        begun = begun or titled
        groups[-1].append(node)
    return groups


def _flat(nodes: list[Any]) -> Iterator[Any]:
    """Situations are so many chapters; a section without a title is what it holds."""
    for node in nodes:
        if node["is"] == "situations":
            for case in node["of"]:
                title = case["title"] or ["Autre situation"]
                yield {"is": "section", "title": title, "of": case["of"]}
        elif node["is"] == "section" and not node["title"]:
            yield from _flat(node["of"])
        else:
            yield node
