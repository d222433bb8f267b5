"""What is read along a line: words, and what stands among them."""

import re
from collections.abc import Callable
from xml.etree.ElementTree import Element

from home.state_sheets.models import Audience
from home.state_sheets.reading.notes import Node, Notes

_SPACES = re.compile(r"[ \t\r\n]+")
_BEFORE_STOP = re.compile(r"^[ \t\r\n]+(?=[.,)])")  # left by an element that ends a sentence


def inline(element: Element, notes: Notes) -> list[Node]:
    """The line that an element holds, without needless spaces."""
    return _trimmed(_read(element, notes))


def line(element: Element | None, notes: Notes) -> list[Node]:
    """The same, nothing when there is no such element."""
    return [] if element is None else inline(element, notes)


def words(element: Element | None, notes: Notes | None = None) -> str:
    """The bare text of an element, whatever its style."""
    if element is None:
        return ""
    if notes:
        notes.expect(element, *READERS)
    return _SPACES.sub(" ", "".join(element.itertext())).strip()


def _read(element: Element, notes: Notes) -> list[Node]:
    nodes: list[Node] = [element.text or ""]
    for child in element:
        nodes += READERS.get(child.tag, _unknown)(child, notes)
        nodes.append(_BEFORE_STOP.sub("", child.tail or ""))
    return _joined(nodes)


def _joined(nodes: list[Node]) -> list[Node]:
    """Neighbouring words made one, runs of spaces made one space (those that never break stay)."""
    joined: list[Node] = []
    for node in nodes:
        if isinstance(node, str) and joined and isinstance(joined[-1], str):
            joined[-1] += node
        else:
            joined.append(node)
    plain = [_SPACES.sub(" ", node) if isinstance(node, str) else node for node in joined]
    return [node for node in plain if node != ""]


def _trimmed(nodes: list[Node]) -> list[Node]:
    if nodes and isinstance(nodes[0], str):
        nodes[0] = nodes[0].lstrip(" ")
    if nodes and isinstance(nodes[-1], str):
        nodes[-1] = nodes[-1].rstrip(" ")
    return [node for node in nodes if node != ""]


def _unknown(element: Element, notes: Notes) -> list[Node]:
    notes.unknown[element.tag] += 1
    return _apart(element, notes)


def _apart(element: Element, notes: Notes) -> list[Node]:
    """Its words, among those around."""
    return [" ", *_read(element, notes), " "]


def _styled(name: str) -> "Reader":
    def read(element: Element, notes: Notes) -> list[Node]:
        found = _read(element, notes)
        return [{"is": name, "of": found}] if found else []

    return read


def _foreign(element: Element, notes: Notes) -> list[Node]:
    language = element.get("langue", "")
    lang = language if re.fullmatch(r"[a-zA-Z]{2,3}", language) else ""
    return [{"is": "foreign", "lang": lang, "of": _read(element, notes)}]


def _outside(element: Element, notes: Notes) -> list[Node]:
    found, url = _read(element, notes), notes.link(element)
    return [{"is": "link", "url": url, "of": found or [url]}] if url else found


def _within(element: Element, notes: Notes) -> list[Node]:
    """A link to another document, or to a word explained at the end of this one."""
    code = element.get("LienPublication") or element.get("LienID") or ""
    found = _read(element, notes)
    if element.get("type") in TERMS:
        return [{"is": "term", "code": code, "of": found}]
    audience = element.get("audience", "").lower()
    known = audience if audience in Audience else ""
    return [{"is": "sheet", "code": code, "audience": known, "of": found}]


def _aside(_element: Element, _notes: Notes) -> list[Node]:
    """A picture: the reader of the paragraph puts it below."""
    return []


TERMS = frozenset({"Sigle", "Acronyme", "Définition de glossaire"})
Reader = Callable[[Element, Notes], list[Node]]
READERS: dict[str, Reader] = {
    "MiseEnEvidence": _styled("strong"),
    "Expression": _styled("em"),
    "Citation": _styled("quote"),
    "Variable": _styled("em"),  # what one puts in its place
    "Valeur": _styled("value"),
    "Exposant": _styled("sup"),
    "Indice": _styled("sub"),
    "TermeEtranger": _foreign,
    "LienExterne": _outside,
    "LienInterne": _within,
    "LienIntra": _within,
    "Paragraphe": _apart,  # in a title
    "Texte": _apart,
    "Image": _aside,
}
