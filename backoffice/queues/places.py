"""Where the demandes of a queue are: the first points, numbered in the queue's order."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.core.cache import cache
from django.utils.html import format_html
from django.utils.safestring import SafeString

from backoffice.queues import tables
from backoffice.queues.asked import Asked
from portal.accounts.models import User
from portal.demandes import answers
from portal.procedures.field_types.place import Point
from portal.procedures.models import FormVersion
from portal.ui.lists import Column, Table

MOST = 500  # demandes looked at
KEPT = 300  # seconds: versions are frozen, and their last number is part of the key


@dataclass(frozen=True)
class Mark:
    """A point of a demande, under its number on the map."""

    number: int
    demande: Any  # a row of the queue
    words: str
    point: Point


@dataclass(frozen=True)
class Map:
    """The marks, and whether the queue holds demandes that were not looked at."""

    marks: list[Mark]
    partial: bool

    @property
    def table(self) -> Table:
        return Table("Lieux des demandes", COLUMNS, self.marks)


def read(wanted: Asked, agent: User) -> Map:
    """The points among the first `MOST` demandes that ask for a place and may be read."""
    versions = with_places()
    rows = wanted.rows.readable_by(agent).filter(form_version__in=versions)
    ordered = tables.shown(rows.order_by(*wanted.queue.order), wanted.queue.columns)
    # Two queries whatever the number: a version is read once for all the demandes that have it.
    found = list(ordered.only(*tables.FIELDS, "answers", "form_version")[: MOST + 1])
    forms = FormVersion.objects.in_bulk({row.form_version_id for row in found})
    for row in found:
        row.form_version = forms[row.form_version_id]
    return Map(list(_marks(found[:MOST])), partial=len(found) > MOST)


def with_places() -> list[int]:
    """The versions of forms that ask for a place."""
    last = FormVersion.objects.order_by("-pk").values_list("pk", flat=True).first()
    asking = FormVersion.objects.with_field("place").order_by("pk").values_list("pk", flat=True)
    found = cache.get_or_set(f"places:{last}", lambda: list(asking), KEPT)
    return found or []


def _marks(rows: list[Any]) -> Iterator[Mark]:
    number = 0
    for row in rows:
        for key, point in answers.points(row).items():
            number += 1
            yield Mark(number, row, row.answers[key].get("label", ""), point)


def _number(mark: Mark) -> SafeString:
    """The number, with what the script draws on the map."""
    return format_html('<span class="dot" data-point="{}">{}</span>', mark.point, mark.number)


COLUMNS = (
    Column("Point", _number, "mark"),
    Column("Demande", lambda mark: tables.subject(mark.demande)),
    Column("Lieu", lambda mark: mark.words or mark.point.words(), "where"),
    Column("État, agent", lambda mark: tables.state(mark.demande)),
)
