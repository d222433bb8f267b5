"""The text of a document, cut at its first headings: a very long one is read by chapters."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from home.state_sheets.drawing.surroundings import Entry, Surroundings
from home.state_sheets.drawing.text import text

LONG = 80_000  # characters of all the text as it is kept: below, no heading is cut in two
HEAVY = 60_000  # characters of one chapter, once drawn: a little less

Nodes = list[Any]


@dataclass
class Chapter:
    """Some of the text under one heading, or with what comes before it; and its lines of the
    table of contents."""

    body: SafeString
    contents: list[Entry]


def chapters(nodes: list[Any], around: Surroundings) -> list[Chapter]:
    """All the text, in order; drawn as it would be in one piece."""
    found = []
    for some in _light(_cut(nodes)) if _weight(nodes) > LONG else _cut(nodes):
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


def _light(groups: list[Nodes]) -> list[Nodes]:
    """The groups, those that weigh too much cut again: each part has a heading to be named by."""
    parts = [part for group in groups for part in _parts({"of": group})]
    return [
        part["of"] if any(each["is"] == "section" for each in part["of"]) else _named(part, number)
        for number, part in enumerate(parts, 1)
    ]


def _named(part: dict[str, Any], number: int) -> Nodes:
    return [{"is": "section", "title": [f"Partie {number}"], "of": part["of"]}]


def _parts(node: dict[str, Any]) -> list[dict[str, Any]]:
    """The node, or several of its kind that share what it holds; titles are said again in each."""
    held = node.get("of")
    if _weight(node) <= HEAVY or not isinstance(held, list):
        return [node]
    lumps: list[Nodes] = []
    room = 0
    for piece in (piece for each in held for piece in _pieces(each)):
        weight = _weight(piece)
        if weight > room:
            lumps.append([])
            room = HEAVY
        lumps[-1].append(piece)
        room -= weight
    return [{**node, "of": lump} for lump in lumps]


def _pieces(node: Any) -> list[Any]:
    return _parts(node) if isinstance(node, dict) else [node]


def _weight(node: Any) -> int:
    return len(json.dumps(node, ensure_ascii=False))


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
