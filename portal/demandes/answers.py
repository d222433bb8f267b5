"""A demande's answers as they are read: by agents, on the receipt, in a reply's text."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html, format_html_join

from portal.demandes.models import Attachment, Demande, FormerFiling
from portal.demandes.thread import file_line
from portal.procedures.field_types import type_of
from portal.procedures.field_types.place import Point
from portal.procedures.forms import Row, Section, summary

Titled = list[tuple[str, list[dict[str, str]]]]


def sections(demande: Demande, attachments: Iterable[Attachment]) -> list[Section]:
    """Step by step, every question that was shown with its answer, files under their names."""
    names: dict[str, list[str]] = {}
    for attachment in attachments:
        names.setdefault(attachment.field_key, []).append(attachment.stored.name)
    return summary(demande.form_version.form, demande.answers, names)


def titled(
    demande: Demande, attachments: list[Attachment], view: str, map_view: str = ""
) -> Titled:
    """The same as titles of steps, each with its lines as components/answers.html draws them.

    A file's name leads to it, by that view, which checks who asks; so does a point to its map.
    """
    links: dict[str, list[str]] = {}
    for each in attachments:
        links.setdefault(each.field_key, []).append(_linked(file_line(demande, each, view)))

    on_map = points(demande) if map_view and settings.MAP_TILES else {}

    def value(row: Row) -> str:
        if row.key in on_map:
            address = reverse(map_view, args=[demande.reference, row.key])
            words = text(row.display)
            return format_html('{}\n<a href="{}">Voir sur la carte</a>', words, address)
        linked = format_html_join("\n", "{}", ((link,) for link in links.get(row.key, ())))
        return linked or text(row.display)

    return _titled(sections(demande, attachments), value)


def _linked(line: dict[str, Any]) -> str:
    if line["url"]:
        return format_html('<a href="{}">{}</a>', line["url"], line["name"])
    return format_html("{} ({})", line["name"], line["note"])


def points(demande: Demande) -> dict[str, Point]:
    """The points that answer questions of the form, by their keys."""
    places = (field.key for field in demande.form_version.form.fields() if field.type == "place")
    found = ((key, Point.of(demande.answers.get(key))) for key in places)
    return {key: point for key, point in found if point}


def former(demande: Demande) -> list[tuple[FormerFiling, Titled]]:
    """Each filing that the demande had before it was requalified, with what had been answered."""
    filings = demande.former_filings.select_related("procedure", "form_version")
    return [
        (filing, _titled(_answered(filing), lambda row: text(row.display))) for filing in filings
    ]


def _answered(filing: FormerFiling) -> Iterator[Section]:
    for section in summary(filing.form_version.form, filing.answers):
        yield Section(section.step, [row for row in section.rows if row.key in filing.answers])


def _titled(found: Iterable[Section], value: Callable[[Row], str]) -> Titled:
    return [
        (
            section.step.title,
            [{"label": row.label, "value": value(row), "url": ""} for row in section.rows],
        )
        for section in found
        if section.rows
    ]


def by_key(demande: Demande) -> dict[str, str]:
    """Each answer given, in plain text, under its field's key."""
    answered = (f for f in demande.form_version.form.fields() if f.key in demande.answers)
    return {f.key: text(type_of(f).display(demande.answers[f.key])) for f in answered}


def text(display: str | list[str]) -> str:
    """An answer of several parts on as many lines."""
    return display if isinstance(display, str) else "\n".join(display)
