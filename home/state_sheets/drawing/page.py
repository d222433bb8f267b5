"""A whole document as the parts of a page."""

from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from home.state_sheets.drawing import boxes
from home.state_sheets.drawing.chapters import Chapter, chapters
from home.state_sheets.drawing.lines import Dict, line
from home.state_sheets.drawing.surroundings import Surroundings
from home.state_sheets.drawing.text import BOXED, text

LONG = 85_000  # bytes of text: with all that stands around it, a page of less than 100 kB


@dataclass
class Part:
    """A part below the text: its heading and its HTML."""

    key: str
    title: str
    body: SafeString


@dataclass
class Drawn:
    """What the template lays out: HTML where it is safe, words elsewhere."""

    introduction: SafeString
    warnings: list[tuple[SafeString, SafeString]]  # title, text
    chapters: list[Chapter]
    groups: list[tuple[str, SafeString]]  # of a dossier: title, links
    links: list[Dict]  # what a form or an online service opens
    guides: SafeString
    parts: list[Part]

    @property
    def is_long(self) -> bool:
        """Whether one page would weigh too much: its text is then read a chapter at a time."""
        bodies = [each.body for each in self.chapters] + [each.body for each in self.parts]
        return len(self.chapters) > 1 and sum(len(body.encode()) for body in bodies) > LONG


def draw(content: Dict, around: Surroundings) -> Drawn:
    """Every part of the content, once; the text comes first, it makes the table of contents."""
    # Safe: `line` and `boxes` escape each word, name and address of the content; the tags are ours.
    inside = partial(text, around=around, level=BOXED)
    return Drawn(
        introduction=mark_safe(inside(content.get("introduction", []))),
        warnings=[
            (mark_safe(line(each["title"], around)), mark_safe(inside(each["of"])))
            for each in content.get("warnings", [])
        ],
        chapters=chapters(content.get("body", []), around),
        groups=[
            (each["title"], mark_safe(boxes.sheets(each["of"], around)))
            for each in content.get("groups", [])
        ],
        links=[each for each in content.get("links", []) if each["url"]],
        guides=mark_safe(boxes.guides(content.get("guides", []))),
        parts=_parts(content, around, inside),
    )


def _parts(content: Dict, around: Surroundings, inside: boxes.Inside) -> list[Part]:
    """What stands below the text, in this order; what is empty is left out."""

    def given(name: str) -> list[Any]:
        found: list[Any] = content.get(name, [])
        return found

    where = "".join(boxes.where(each, around, inside(each["of"])) for each in given("where"))
    online = "".join(boxes.online(each, around, inside) for each in given("online"))
    rows = [
        ("services", "Services en ligne et formulaires", online),
        ("adresses", "Où s’adresser\u00a0?", where),
        ("fiches", "Fiches et dossiers liés", _list(boxes.sheets(given("sheets"), around))),
        ("questions", "Questions et réponses", _list(boxes.sheets(given("questions"), around))),
        ("voir-aussi", "Voir aussi", _list(boxes.sheets(given("see"), around))),
        ("liens", "Liens utiles", _list(boxes.commented(given("commented"), inside))),
        ("savoir-plus", "Pour en savoir plus", _list(boxes.references(given("more"), inside))),
        ("partenaires", "En partenariat avec", _list(boxes.references(given("partners"), inside))),
        ("textes", "Textes de loi et références", _list(boxes.references(given("laws"), inside))),
        ("mots", "Mots et sigles expliqués", _terms(boxes.terms(given("terms"), inside))),
    ]
    return [Part(key, title, mark_safe(body)) for key, title, body in rows if body]


def _list(items: str) -> str:
    return f"<ul>{items}</ul>" if items else ""


def _terms(items: str) -> str:
    return f"<dl>{items}</dl>" if items else ""
