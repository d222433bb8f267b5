"""A whole document as the parts of a page."""

from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from home.state_sheets.drawing import boxes
from home.state_sheets.drawing.lines import line
from home.state_sheets.drawing.surroundings import Entry, Surroundings
from home.state_sheets.drawing.text import text


@dataclass
class Part:
    """A part below the text: its heading and its HTML."""

    key: str
    title: str
    body: SafeString


@dataclass
class Drawn:
    """What the template lays out; everything in it is safe."""

    introduction: SafeString
    warnings: list[tuple[SafeString, str, SafeString]]  # title, date, text
    body: SafeString
    groups: list[tuple[str, SafeString]]  # of a dossier: title, links
    links: list[Any]  # what a form or an online service opens
    guides: SafeString
    parts: list[Part] = field(default_factory=list)
    contents: list[Entry] = field(default_factory=list)


def draw(content: dict[str, Any], around: Surroundings) -> Drawn:
    """Every part of the content, once."""

    def inside(nodes: list[Any]) -> str:
        return text(nodes, around, 4)

    def given(name: str) -> list[Any]:
        found: list[Any] = content.get(name, [])
        return found

    body = text(given("body"), around)
    for entry in around.contents:
        entry.title = mark_safe(entry.title)  # drawn, so escaped
        for below in entry.below:
            below.title = mark_safe(below.title)
    drawn = Drawn(
        introduction=mark_safe(inside(given("introduction"))),
        warnings=[
            (
                mark_safe(line(each["title"], around)),
                each["date"],
                mark_safe(inside(each["of"])),
            )
            for each in given("warnings")
        ],
        body=mark_safe(body),
        groups=[
            (each["title"], mark_safe(boxes.sheets(each["of"], around))) for each in given("groups")
        ],
        links=[each for each in given("links") if each["url"]],
        guides=mark_safe(boxes.guides(given("guides"))),
        contents=around.contents,
    )
    where = "".join(boxes.where(each, around, inside(each["of"])) for each in given("where"))
    online = "".join(boxes.online(each, around, inside) for each in given("online"))
    rows = [
        ("services", "Services en ligne et formulaires", online),
        ("adresses", "Où s’adresser\u00a0?", where),
        ("fiches", "Fiches et dossiers liés", _list(boxes.sheets(given("sheets"), around))),
        ("questions", "Questions\u00a0? Réponses\u00a0!",
         _list(boxes.sheets(given("questions"), around))),
        ("voir-aussi", "Voir aussi", _list(boxes.sheets(given("see"), around))),
        ("liens", "Liens utiles", _list(boxes.commented(given("commented"), around, inside))),
        ("savoir-plus", "Pour en savoir plus",
         _list(boxes.references(given("more"), around, inside))),
        ("partenaires", "En partenariat avec",
         _list(boxes.references(given("partners"), around, inside))),
        ("textes", "Textes de loi et références",
         _list(boxes.references(given("laws"), around, inside))),
        ("mots", "Mots et sigles expliqués",
         _terms(boxes.terms(given("terms"), around, inside))),
    ]  # fmt: skip
    drawn.parts = [Part(key, title, mark_safe(body)) for key, title, body in rows if body]
    return drawn


def _list(items: str) -> str:
    return f"<ul>{items}</ul>" if items else ""


def _terms(items: str) -> str:
    return f"<dl>{items}</dl>" if items else ""
