"""What stands in a box: where to go, what to do online, what to read, words explained."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from home.state_sheets.reading.blocks import READERS, Blocks, blocks
from home.state_sheets.reading.inlines import line, words
from home.state_sheets.reading.notes import Node, Notes


def where(element: Element, notes: Notes) -> Node:
    """« Où s’adresser »: whom the State sends to, and the kind of service to look for nearby."""
    title, more = element.find("Titre"), element.find("Complement")
    pivot, web, source = (element.find(each) for each in ("PivotLocal", "RessourceWeb", "Source"))
    return {
        "is": "where",
        "title": words(title, notes),
        "more": words(more, notes),
        "pivot": words(pivot, notes),
        "url": "" if web is None else notes.link(web),
        "source": words(source, notes),
        "of": blocks(element, notes, [title, more, pivot, web, source]),
    }


def online(element: Element, notes: Notes) -> Node:
    """A form, an online service, a model, a simulator; with its instructions and annexes."""
    title, web, pivot = (element.find(each) for each in ("Titre", "LienWeb", "PivotLocal"))
    source = element.find("Source")
    guides, annexes = element.findall("NoticeLiee"), element.findall("ServiceEnLigneAnnexe")
    return {
        "is": "online",
        "kind": element.get("type", ""),
        "code": element.get("ID", ""),
        "title": words(title, notes),
        "source": words(source, notes),
        "number": _number(element),
        **_target(element if web is None else web, notes),
        "guides": [guide(each, notes) for each in guides],
        "annexes": [online(each, notes) for each in annexes],
        "of": blocks(element, notes, [title, web, pivot, source, *guides, *annexes]),
    }


def guide(element: Element, notes: Notes) -> Node:
    """The instructions that go with a form."""
    title = words(element, notes)
    return {"title": title, "number": _number(element), **_target(element, notes)}


def reference(element: Element, notes: Notes) -> Node:
    """A law, or another page of the Web that the State sends to."""
    title, more, source = (element.find(each) for each in ("Titre", "Complement", "Source"))
    return {
        "title": words(title, notes),
        "more": words(more, notes),
        "source": words(source, notes),
        **_target(element, notes),
        "of": blocks(element, notes, [title, more, source]),
    }


def commented(element: Element, notes: Notes) -> Node:
    """An outside link, what it is about and who stands behind it."""
    source, comment = element.find("Source"), element.find("Commentaire")
    return {
        "comment": [] if comment is None else blocks(comment, notes),
        "source": words(source, notes),
        "of": blocks(element, notes, [source, comment]),
    }


def warning(element: Element, notes: Notes) -> Node:
    """What changes these days, and since when."""
    title = element.find("Titre")
    return {
        "title": line(title, notes),
        "date": element.get("date", ""),
        "of": blocks(element, notes, [title]),
    }


def term(element: Element, notes: Notes) -> Node:
    """A word or an acronym explained."""
    title, laws = element.find("Titre"), element.findall("Reference")
    return {
        "code": element.get("ID", ""),
        "title": words(title, notes),
        "of": blocks(element, notes, [title, *laws]),
        "laws": [reference(each, notes) for each in laws],
    }


def sheets(elements: Iterable[Element], notes: Notes) -> list[Node]:
    """Links to other documents: what each is part of stays on its own page."""
    return [_sheet(each, notes) for each in elements]


def _sheet(element: Element, notes: Notes) -> Node:
    notes.expect(element, "Titre", "Theme", "Dossier", "Audience")
    title = element.find("Titre")
    return {
        "code": element.get("ID", ""),
        "audience": element.get("audience", "").lower(),
        "kind": element.get("type", ""),
        "title": words(element if title is None else title),
    }


def _target(element: Element, notes: Notes) -> dict[str, str]:
    """Where it leads, and what one is about to open: « PDF, 59.0 KB »."""
    kind = element.get("format", "").partition(";")[0].lower()
    weight = element.get("poids", "")
    shown = [FORMATS.get(kind, ""), weight if weight not in {"", "0"} else ""]
    return {"url": notes.link(element), "file": ", ".join(each for each in shown if each)}


def _number(element: Element) -> str:
    """The number of a form."""
    return element.get("numerocerfa") or element.get("autrenumero") or ""


def _where(element: Element, notes: Notes) -> Blocks:
    return [where(element, notes)]


def _online(element: Element, notes: Notes) -> Blocks:
    return [online(element, notes)]


FORMATS = {
    "application/pdf": "PDF",
    "application/msword": "Word",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "application/vnd.ms-excel": "Excel",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
    "application/vnd.oasis.opendocument.text": "ODT",
    "application/rtf": "RTF",
}
READERS["OuSAdresser"] = READERS["OuSAdresserSupport"] = _where
READERS["ServiceEnLigne"] = _online
