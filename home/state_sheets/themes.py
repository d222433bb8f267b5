"""The sheets by theme: what leads to a dossier, which leads to its sheets."""

from dataclasses import dataclass, field
from itertools import groupby

from django.db.models.fields.json import KeyTextTransform

from home.state_sheets.models import Sheet
from portal.text.french import fold


@dataclass
class Theme:
    """A theme of the State's, and how many dossiers it has."""

    code: str
    title: str
    folders: int


@dataclass
class Shelf:
    """The dossiers of a theme, group by group; `sheets` are those of no dossier."""

    title: str
    groups: list[tuple[str, list[Sheet]]] = field(default_factory=list)


def themes(audience: str) -> list[Theme]:
    """Those of an audience, in the alphabet's order; one query."""
    folders = Sheet.objects.filter(audience=audience).folders().order_by("theme")
    rows = folders.values_list("theme", "breadcrumb")
    found = []
    for code, of_theme in groupby(rows, key=lambda row: row[0]):
        trails = [trail for _code, trail in of_theme]
        if title := _title(code, trails):
            found.append(Theme(code, title, len(trails)))
    return sorted(found, key=lambda theme: fold(theme.title))


def shelf(audience: str, code: str) -> Shelf | None:
    """The dossiers of a theme, by group; None for a theme that there isn't. One query."""
    folders = Sheet.objects.filter(audience=audience, theme=code).folders().for_list()
    rows = list(folders.annotate(group=KeyTextTransform("group", "content")).order_by("title"))
    title = _title(code, [sheet.breadcrumb for sheet in rows])
    if not title:
        return None
    groups: dict[str, list[Sheet]] = {}
    for sheet in rows:
        groups.setdefault(sheet.group or "", []).append(sheet)
    return Shelf(title, sorted(groups.items(), key=lambda group: fold(group[0])))


def _title(code: str, trails: list[list[list[str]]]) -> str:
    return next((title for trail in trails for key, title in trail if key == code), "")
