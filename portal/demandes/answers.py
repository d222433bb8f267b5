"""A demande's answers as they are read: by agents, on the receipt, in a reply's text."""

from collections.abc import Iterable

from django.utils.html import format_html_join

from portal.demandes.models import Attachment, Demande
from portal.demandes.thread import file_line
from portal.procedures.forms import Row, Section, summary


def sections(demande: Demande, attachments: Iterable[Attachment]) -> list[Section]:
    """Step by step, every question that was shown with its answer, files under their names."""
    names: dict[str, list[str]] = {}
    for attachment in attachments:
        names.setdefault(attachment.field_key, []).append(attachment.stored.name)
    return summary(demande.form_version.form, demande.answers, names)


def titled(
    demande: Demande, attachments: list[Attachment], view: str
) -> list[tuple[str, list[dict[str, str]]]]:
    """The same as titles of steps, each with its lines as components/answers.html draws them.

    A file's name leads to it, by that view, which checks who asks.
    """
    links: dict[str, list[tuple[str, str]]] = {}
    for line, key in ((file_line(demande, each, view), each.field_key) for each in attachments):
        links.setdefault(key, []).append((line["url"], line["name"]))

    def value(row: Row) -> str:
        linked = format_html_join("\n", '<a href="{}">{}</a>', links.get(row.key, ()))
        return linked or text(row.display)

    return [
        (
            section.step.title,
            [{"label": row.label, "value": value(row), "url": ""} for row in section.rows],
        )
        for section in sections(demande, attachments)
    ]


def by_key(demande: Demande) -> dict[str, str]:
    """Each answer given, in plain text, under its field's key."""
    rows = (row for section in sections(demande, ()) for row in section.rows)
    return {row.key: text(row.display) for row in rows if row.key in demande.answers}


def text(display: str | list[str]) -> str:
    """An answer of several parts on as many lines."""
    return display if isinstance(display, str) else "\n".join(display)
