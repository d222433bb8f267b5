"""What stands from top to bottom: paragraphs, lists, tables, chapters, cases, notices."""

from collections.abc import Callable
from typing import Any

from home.state_sheets.drawing.boxes import online, where
from home.state_sheets.drawing.lines import Dict, anchor, line
from home.state_sheets.drawing.surroundings import Surroundings
from home.state_sheets.words import plain

BOXED = 7  # in a box, a case, a notice, titles are no headings: there is none above them
LISTED = 3  # chapters and their parts are in the table of contents: levels 2 and 3


def text(nodes: list[Any], around: Surroundings, level: int = 2) -> str:
    """The HTML of blocks, whose chapters have headings of that level."""
    return "".join(DRAWERS[node["is"]](node, around, level) for node in nodes)


def _paragraph(node: Dict, around: Surroundings, _level: int) -> str:
    return f"<p>{line(node['of'], around)}</p>"


def _list(node: Dict, around: Surroundings, level: int) -> str:
    tag = "ol" if node["ordered"] else "ul"
    items = "".join(f"<li>{_tight(item, around, level)}</li>" for item in node["of"])
    return f"<{tag}>{items}</{tag}>"


def _tight(nodes: list[Any], around: Surroundings, level: int) -> str:
    """Blocks in a cell or an item: the first paragraph is bare."""
    if nodes and nodes[0]["is"] == "p":
        return line(nodes[0]["of"], around) + text(nodes[1:], around, level)
    return text(nodes, around, level)


def _section(node: Dict, around: Surroundings, level: int) -> str:
    if not node["title"]:
        return text(node["of"], around, level)
    other = f"<p>{line(node['other'], around)}</p>" if "other" in node else ""
    return _heading(node["title"], around, level) + other + text(node["of"], around, level + 1)


def _heading(title: list[Any], around: Surroundings, level: int) -> str:
    """A heading; those of the first two levels are in the table of contents."""
    inside = line(title, around)
    if level >= BOXED:
        return f"<p><strong>{inside}</strong></p>"
    tag = f"h{level}"
    if level > LISTED:
        return f"<{tag}>{inside}</{tag}>"
    key = around.enter(plain(title), below=level == LISTED)
    return f'<{tag} id="{key}">{inside}</{tag}>'


def _cases(node: Dict, around: Surroundings, level: int) -> str:
    """What one opens to read one's own case; without a script."""
    cases = "".join(
        f"<details><summary>{line(case['title'], around) or 'Autre cas'}</summary>"
        f"<div>{text(case['of'], around, BOXED)}</div></details>"
        for case in node["of"]
    )
    title = f"<p><strong>{line(node['title'], around)}</strong></p>" if node["title"] else ""
    return f'{title}<div class="cases">{cases}</div>'


def _situations(node: Dict, around: Surroundings, level: int) -> str:
    """One after the other, each with its heading: the table of contents leads to them."""
    return "".join(
        _heading(case["title"] or ["Autre situation"], around, level)
        + text(case["of"], around, level + 1)
        for case in node["of"]
    )


def _notice(node: Dict, around: Surroundings, level: int) -> str:
    title = line(node["title"], around) or NOTICES[node["kind"]]
    tone = "warn" if node["kind"] == "warning" else "info"
    inside = _tight(node["of"], around, BOXED)
    return f'<div class="notice {tone}"><div><strong>{title}\u00a0:</strong> {inside}</div></div>'


def _conditional(node: Dict, around: Surroundings, level: int) -> str:
    inside = text(node["of"], around, BOXED)
    return f'<div class="fragment"><p class="quiet">Selon votre situation\u00a0:</p>{inside}</div>'


def _table(node: Dict, around: Surroundings, level: int) -> str:
    title = line(node["title"], around)
    summary = line(node["summary"], around)
    hidden = f'<span class="hidden-text">{summary}</span>' if summary else ""
    caption = f"<caption>{title} {hidden}</caption>" if title or hidden else ""
    first = next((n for n, row in enumerate(node["of"]) if not row["head"]), len(node["of"]))
    head = "".join(_row(row, around, level) for row in node["of"][:first])
    body = "".join(_row(row, around, level) for row in node["of"][first:])
    head = f"<thead>{head}</thead>" if head else ""
    table = f"<table>{caption}{head}<tbody>{body}</tbody></table>"
    return f'<div class="scroll">{table}</div>'


def _row(row: Dict, around: Surroundings, level: int) -> str:
    return f"<tr>{''.join(_cell(cell, row['head'], around, level) for cell in row['of'])}</tr>"


def _cell(cell: Dict, in_head: bool, around: Surroundings, level: int) -> str:
    header = in_head or cell.get("head")
    tag, scope = ("th", f' scope="{"col" if in_head else "row"}"') if header else ("td", "")
    rows = f' rowspan="{cell["rows"]}"' if "rows" in cell else ""
    columns = f' colspan="{cell["cols"]}"' if "cols" in cell else ""
    inside = _tight(cell["of"], around, BOXED)
    return f"<{tag}{scope}{rows}{columns}>{inside}</{tag}>"


def _image(node: Dict, around: Surroundings, level: int) -> str:
    """What a picture shows, and where it is: the archives hold none."""
    title = line(node["legend"], around) or "Illustration"
    shown = f"<p>{line(node['shown'], around)}</p>" if node["shown"] else ""
    credit = f"<p><small>Crédit\u00a0: {line(node['credit'], around)}</small></p>"
    seen = anchor(around.original, "Voir l’image sur service-public.fr")
    return (
        f'<div class="figure"><p><strong>{title}</strong></p>{shown}'
        f"{text(node['of'], around, BOXED)}"
        f"<p>{seen}</p>{credit if node['credit'] else ''}</div>"
    )


def _where(node: Dict, around: Surroundings, level: int) -> str:
    return where(node, around, text(node["of"], around, BOXED))


def _online(node: Dict, around: Surroundings, level: int) -> str:
    return online(node, around, lambda nodes: text(nodes, around, BOXED))


NOTICES = {
    "note": "À noter",
    "know": "À savoir",
    "warning": "Attention",
    "reminder": "Rappel",
}
DRAWERS: dict[str, Callable[[Dict, Surroundings, int], str]] = {
    "p": _paragraph,
    "list": _list,
    "table": _table,
    "section": _section,
    "cases": _cases,
    "situations": _situations,
    "notice": _notice,
    "conditional": _conditional,
    "image": _image,
    "where": _where,
    "online": _online,
}
