"""What is read from top to bottom: paragraphs, lists, tables, chapters, cases, notices."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from home.state_sheets.reading.inlines import READERS as INLINES
from home.state_sheets.reading.inlines import inline, line
from home.state_sheets.reading.notes import Node, Notes

Blocks = list[Node]


def blocks(element: Element, notes: Notes, taken: Sequence[Element | None] = ()) -> Blocks:
    """The blocks that an element holds, but those its reader has taken; loose words are a line."""
    found: Blocks = _loose(element.text)
    for child in element:
        if child not in taken:
            found += READERS.get(child.tag, _other)(child, notes)
        found += _loose(child.tail)
    return found


def _loose(text: str | None) -> Blocks:
    return [{"is": "p", "of": [" ".join(text.split())]}] if text and text.strip() else []


def _paragraph(element: Element, notes: Notes) -> Blocks:
    """A line, then the pictures that stand in it."""
    found = inline(element, notes)
    pictures = [node for each in element.iterfind("Image") for node in _image(each, notes)]
    return [*([{"is": "p", "of": found}] if found else []), *pictures]


def _other(element: Element, notes: Notes) -> Blocks:
    """A word of a line that stands alone; or what we have no word for: its text is kept."""
    if element.tag in INLINES:
        found = INLINES[element.tag](element, notes)
        return [{"is": "p", "of": found}] if found else []
    notes.unknown[element.tag] += 1
    return blocks(element, notes)


def _list(element: Element, notes: Notes) -> Blocks:
    items = element.findall("Item")
    found: Node = {
        "is": "list",
        "ordered": element.get("type") == "numero",
        "of": [blocks(item, notes) for item in items],
    }
    return [*blocks(element, notes, items), found]


def _section(element: Element, notes: Notes) -> Blocks:
    return [{"is": "section", **_titled(element, notes)}]


def _titled(element: Element, notes: Notes) -> dict[str, Any]:
    """A title, the other one that some readers know it by, and what stands below."""
    title, other = element.find("Titre"), element.find("TitreAlternatif")
    found: dict[str, Any] = {"title": line(title, notes)}
    if other is not None:
        found["other"] = line(other, notes)
    return {**found, "of": blocks(element, notes, [title, other])}


def _cases(element: Element, notes: Notes) -> Blocks:
    """The cases that a reader chooses from."""
    name = "Situation" if element.tag == "ListeSituations" else "Cas"
    title, cases = element.find("Titre"), element.findall(name)
    found: Node = {
        "is": "situations" if name == "Situation" else "cases",
        "title": line(title, notes),
        "of": [_titled(each, notes) for each in cases],
    }
    return [*blocks(element, notes, [title, *cases]), found]


def _notice(element: Element, notes: Notes) -> Blocks:
    return [{"is": "notice", "kind": NOTICES[element.tag], **_titled(element, notes)}]


def _conditional(element: Element, notes: Notes) -> Blocks:
    found = blocks(element, notes)
    return [{"is": "conditional", "of": found}] if found else []


def _condition(_element: Element, _notes: Notes) -> Blocks:
    """Answers to questions that the archives don't hold: every part is shown."""
    return []


def _table(element: Element, notes: Notes) -> Blocks:
    title, summary = element.find("Titre"), element.find("Resume")
    columns, rows = element.findall("Colonne"), element.findall("Rangée")
    headers = [each.get("type") == "header" for each in columns]
    covered: Counter[int] = Counter()
    table: Node = {
        "is": "table",
        "title": line(title, notes),
        "summary": line(summary, notes),
        "of": [_row(each, headers, covered, notes) for each in rows],
    }
    return [table, *blocks(element, notes, [title, summary, *columns, *rows])]


def _row(row: Element, headers: list[bool], covered: Counter[int], notes: Notes) -> dict[str, Any]:
    """The cells of a row; those of a column of headers are headers too.

    `covered`: how many more rows a cell above covers, by column.
    """
    cells, column = [], 0
    for cell in row:
        if cell.tag != "Cellule":
            notes.unknown[cell.tag] += 1  # taken for a cell
        while covered[column]:
            covered[column] -= 1
            column += 1
        found = _cell(cell, notes)
        if any(headers[column : column + 1]):
            found["head"] = True
        for _ in range(found.get("cols", 1)):
            covered[column] = found.get("rows", 1) - 1
            column += 1
        cells.append(found)
    return {"head": row.get("type") == "header", "of": cells}


def _cell(cell: Element, notes: Notes) -> dict[str, Any]:
    found: dict[str, Any] = {"of": blocks(cell, notes)}
    for name, attribute in (("rows", "fusionVerticale"), ("cols", "fusionHorizontale")):
        if (span := cell.get(attribute, "")).isdecimal() and 1 < int(span) <= MOST_SPANNED:
            found[name] = int(span)
    return found


def _image(element: Element, notes: Notes) -> Blocks:
    """A picture: the archives hold none, but say what it shows and whose it is."""
    names = ("Legende", "TexteDeRemplacement", "Credits")
    legend, shown, credit = (element.find(each) for each in names)
    return [
        {
            "is": "image",
            "legend": line(legend, notes),
            "shown": line(shown, notes),
            "credit": line(credit, notes),
            "of": blocks(element, notes, [legend, shown, credit]),
        }
    ]


MOST_SPANNED = 100  # rows or columns
NOTICES = {"ANoter": "note", "ASavoir": "know", "Attention": "warning", "Rappel": "reminder"}
READERS: dict[str, Callable[[Element, Notes], Blocks]] = {
    "Paragraphe": _paragraph,
    "Titre": _paragraph,  # where no reader takes it
    "Texte": blocks,
    "Introduction": blocks,
    "ContenuIllustre": blocks,
    "Contenu": blocks,
    "Description": blocks,  # of a picture
    "Chapitre": _section,
    "SousChapitre": _section,
    "Liste": _list,
    "Tableau": _table,
    "BlocCas": _cases,
    "ListeSituations": _cases,
    "FragmentConditionne": _conditional,
    "Condition": _condition,
    "Image": _image,
    "Illustration": _image,
    **dict.fromkeys(NOTICES, _notice),
}  # and the boxes that stand among them: see boxes.py
