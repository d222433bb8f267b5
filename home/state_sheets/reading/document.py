"""A whole document of an archive: what it is about, and its parts."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException, ElementTree

from home.state_sheets.reading import boxes
from home.state_sheets.reading.blocks import blocks
from home.state_sheets.reading.inlines import words
from home.state_sheets.reading.notes import Node, Notes, is_web

DEEPEST = 60  # elements inside one another; the State's go to twenty
ROOTS = ("Publication", "ServiceComplementaire")
DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}"
LONGEST = {"kind": 60, "title": 400, "subject": 200, "theme": 12, "original": 400}


class RefusedDocument(Exception):
    """The document isn't taken; the message says why, in French."""


@dataclass
class Document:
    """What is kept of a document; `warnings` are for who imports it."""

    code: str
    kind: str
    title: str
    description: str
    subject: str
    theme: str
    breadcrumb: list[list[str]]
    content: dict[str, Any]
    original: str
    modified_on: date | None
    warnings: list[str] = field(default_factory=list)


def read(code: str, data: bytes) -> Document:
    """The document that these bytes are; raises RefusedDocument."""
    root = _parsed(data)
    if root.get("ID") != code:
        raise RefusedDocument("son contenu porte un autre identifiant que son nom de fichier")
    title = _core(root, "title")
    if not title:
        raise RefusedDocument("il n’a pas de titre")
    notes, trail = Notes(), _trail(root, code)
    original = root.get("spUrl", "")
    found = {
        "kind": root.get("type") or root.tag,
        "title": title,
        "subject": _core(root, "subject"),
        "theme": next((code for code, _title in trail if code.startswith("N")), _theme(root)),
        "original": original if is_web(original) else "",
    }
    return Document(
        code=code,
        description=_core(root, "description"),
        breadcrumb=trail,
        content=_content(root, notes),
        modified_on=_date(_core(root, "date")),
        warnings=notes.warnings(),
        **{name: text[: LONGEST[name]] for name, text in found.items()},
    )


def _parsed(data: bytes) -> Element:
    try:
        root: Element = ElementTree.fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        raise RefusedDocument("il déclare des entités, ce qui est interdit") from None
    except (ParseError, LookupError, ValueError):
        raise RefusedDocument("ce n’est pas du XML bien formé") from None
    if root.tag not in ROOTS:
        raise RefusedDocument(f"sa racine {root.tag[:40]} n’est pas connue")
    level, depth = [root], 0
    while level := [child for each in level for child in each]:
        depth += 1
        if depth > DEEPEST:
            raise RefusedDocument("ses éléments sont trop imbriqués")
    return root


def _core(root: Element, name: str) -> str:
    return words(root.find(DUBLIN_CORE + name))


def _date(text: str) -> date | None:
    """`modified 2020-01-01`."""
    found = re.search(r"\b(\d{4})-(\d{2})-(\d{2})\b", text, re.ASCII)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _trail(root: Element, code: str) -> list[list[str]]:
    """[code, title] from the theme down to what holds the document, without it."""
    levels = root.findall("FilDAriane/Niveau")[1:]
    return [[each.get("ID", ""), words(each)] for each in levels if each.get("ID") != code]


def _theme(root: Element) -> str:
    """The theme that a form, whose breadcrumb has none, has for the audience it is shown to."""
    audience = next((each.get("ID") for each in root.iterfind("FilDAriane/Niveau")), "")
    themes = root.findall("Theme")
    own = [each for each in themes if each.findtext("Audience") == audience]
    return next((each.get("ID", "") for each in own or themes), "")


def _content(root: Element, notes: Notes) -> dict[str, Any]:
    """The parts of the document, by name; those that it has."""
    content: dict[str, Any] = {}
    for child in root:
        if child.tag in METADATA or child.tag.startswith(DUBLIN_CORE):
            continue
        name, reader = PARTS.get(child.tag, BODY)
        content.setdefault(name, []).extend(reader(child, notes))
    for name, tag in SINGLE.items():
        if text := words(root.find(tag), notes):
            content[name] = text
    return content


def _body(element: Element, notes: Notes) -> Sequence[Node]:
    """One block among those of the text."""
    holder = Element("Texte")
    holder.append(element)
    return blocks(holder, notes)


def _one(reader: Callable[[Element, Notes], Node]) -> Callable[[Element, Notes], Sequence[Node]]:
    return lambda element, notes: [reader(element, notes)]


def _links(element: Element, notes: Notes) -> Sequence[Node]:
    notes.expect(element, "Fiche", "Dossier")
    return boxes.sheets(element, notes)


def _link(element: Element, notes: Notes) -> Sequence[Node]:
    return boxes.sheets([element], notes)


def _group(element: Element, notes: Notes) -> Sequence[Node]:
    """A part of a dossier: a title and its sheets."""
    notes.expect(element, "Titre", "Fiche")
    title = words(element.find("Titre"), notes)
    return [{"title": title, "of": boxes.sheets(element.iterfind("Fiche"), notes)}]


Part = tuple[str, Callable[[Element, Notes], Sequence[Node]]]
BODY: Part = ("body", _body)
PARTS: dict[str, Part] = {
    "Introduction": ("introduction", blocks),
    "Avertissement": ("warnings", _one(boxes.warning)),
    "OuSAdresser": ("where", _one(boxes.where)),
    "OuSAdresserSupport": ("where", _one(boxes.where)),
    "ServiceEnLigne": ("online", _one(boxes.online)),
    "ServiceEnLigneAnnexe": ("online", _one(boxes.online)),
    "ServiceEnLigneAlternatif": ("sheets", _link),
    "LienWeb": ("links", _one(boxes.reference)),
    "NoticeLiee": ("guides", _one(boxes.guide)),
    "Reference": ("laws", _one(boxes.reference)),
    "PourEnSavoirPlus": ("more", _one(boxes.reference)),
    "SiteInternetPublic": ("more", _one(boxes.reference)),
    "Partenaire": ("partners", _one(boxes.reference)),
    "LienExterneCommente": ("commented", _one(boxes.commented)),
    "Definition": ("terms", _one(boxes.term)),
    "Abreviation": ("terms", _one(boxes.term)),
    "VoirAussi": ("see", _links),
    "QuestionReponse": ("questions", _link),
    "CommentFaireSi": ("questions", _link),
    "FicheLiee": ("sheets", _link),
    "Fiche": ("sheets", _link),
    "Dossier": ("sheets", _link),
    "SousDossier": ("groups", _group),
}
SINGLE = {"group": "SousThemePere", "number": "NumeroCerfa", "other_number": "AutreNumero"}
# Read above, or said by the archive, the breadcrumb or the dossier's own page.
METADATA = frozenset(
    {*SINGLE.values()}
    | {"SurTitre", "Audience", "Canal", "Cible", "FilDAriane", "Theme"}
    | {"DossierPere", "SousDossierPere", "PivotLocal"}
)
