"""What is read of a document to know its meaning: two short passages, for each costs a second."""

from typing import Final

from search.index.models import Kind
from search.index.sources import Content

LONGEST: Final = 180  # characters of a passage
TITLE: Final = 70  # of those of the second one
FEW: Final = 40  # characters of headings that don't tell what is inside


def passages(content: Content) -> str:
    """What the thing is, then what is inside: a line each."""
    within = _within(content)
    first = _cut(f"{content.title}. {content.summary or content.body}")
    return f"{first}\n{_cut(f'{content.title[:TITLE]}. {within}')}" if within else first


def _within(content: Content) -> str:
    """The headings; when they are few, other names and the text as well."""
    headings = content.headings.replace("\n", " ; ").strip()
    if len(headings) > FEW:
        return headings
    # A sheet's breadcrumb is said by hundreds of others.
    names = "" if content.kind == Kind.STATE_SHEET else content.words
    return " ".join(filter(None, (headings, names, content.body))).strip()


def _cut(text: str) -> str:
    return " ".join(text.split())[:LONGEST]
