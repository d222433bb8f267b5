"""Small archives in the State's format, about a country that doesn't exist."""

import io
import zipfile
from collections.abc import Mapping
from html import escape

ROOTS = {
    "particuliers": "Particuliers",
    "professionnels": "Professionnels",
    "associations": "Associations",
}
HEAD = (
    'xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xsi:noNamespaceSchemaLocation="../Schemas/3.3/Publication.xsd"'
)


def publication(
    code: str,
    body: str = "<Texte><Paragraphe>Il faut demander un permis.</Paragraphe></Texte>",
    *,
    title: str = "Élever un dragon",
    kind: str = "Fiche d'information",
    audience: str = "particuliers",
    modified: str = "2026-03-02",
    root: str = "Publication",
    theme: tuple[str, str] = ("N900", "Animaux fabuleux"),
    folder: tuple[str, str] | None = ("N901", "Dragons"),
) -> str:
    """A document with its head, its breadcrumb and the parts that `body` gives."""
    levels = [(ROOTS[audience], "Accueil"), theme, *([folder] if folder else []), (code, title)]
    trail = "".join(f'<Niveau ID="{key}">{escape(name)}</Niveau>' for key, name in levels)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} {HEAD} ID="{code}" type="{kind}"'
        f' spUrl="https://www.service-public.fr/{audience}/vosdroits/{code}">'
        f"<dc:title>{escape(title)}</dc:title><dc:subject>{theme[1]}</dc:subject>"
        f"<dc:description>Ce qu'il faut savoir.</dc:description>"
        f"<dc:date>modified {modified}</dc:date>"
        f"<Audience>{ROOTS[audience]}</Audience><FilDAriane>{trail}</FilDAriane>"
        f"{body}</{root}>"
    )


def archive(documents: Mapping[str, str | bytes]) -> io.BytesIO:
    """A ZIP of these documents: a code, or a whole file name, and what is in it."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as opened:
        for name, text in documents.items():
            opened.writestr(name if "." in name else f"{name}.xml", text)
    packed.seek(0)
    return packed


def sheets(*codes: str, audience: str = "particuliers", **more: str) -> io.BytesIO:
    """An archive of plain documents."""
    return archive({code: publication(code, audience=audience, **more) for code in codes})
