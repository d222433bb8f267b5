"""Finding demandes: by reference, by words, by filters."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from portal.accounts.models import User
from portal.demandes import references
from portal.demandes.models import Demande
from portal.demandes.querysets import DemandeQuerySet
from portal.procedures.models import Procedure
from portal.text import french
from portal.ui.keyset import SIZE

MOST_WORDS = 6  # of what is typed; the others are not looked for
FIRST = 4_000  # rows of the list, whose words are read before the index is asked
MANY = 1_000  # rows that are named one by one
NOBODY = "personne"  # as an assignee, in the address


def by_reference(typed: str, agent: User) -> Demande | None:
    """The demande of the reference typed, if the agent may see its envelope."""
    reference = references.normalise(typed)
    if reference is None:
        return None
    return Demande.objects.visible_to(agent).filter(reference=reference).first()


def unknown_reference(typed: str) -> str:
    """What to tell about a reference that opened nothing; blank when words were typed."""
    if not references.resembles(typed):
        return ""
    if references.normalise(typed) is None:
        return "Un caractère manque ou est faux : vérifiez-la. Elle s’écrit comme D-7K3F-9QX8."
    return "Aucune demande que vous pouvez voir ne la porte : vérifiez-la auprès de la personne."


def words(typed: str) -> list[str]:
    """What is looked for of the words typed."""
    return list(dict.fromkeys(french.stems(typed)))[:MOST_WORDS]


def by_words(
    rows: DemandeQuerySet, typed: str, agent: User, order: tuple[str, ...]
) -> DemandeQuerySet:
    """Those that say every word, or one that begins so; `order` is that of the list.

    Only among those whose content the agent may read: that a confidential demande comes up for a
    name would already tell who filed it.
    """
    if begins := references.beginning(typed):
        named = rows.filter(reference__startswith=begins)
        if named.exists():  # of an envelope too
            return named
    rows, stems = rows.readable_by(agent), words(typed)
    if not stems:
        return rows
    listed = rows.order_by(*order)
    near = listed.are_near(stems, enough=SIZE + 1, among=FIRST)  # a page is soon full
    if near or listed[: FIRST + 1].count() <= FIRST:
        return rows.read_for(stems)
    # Left to one query, the planner may set each row of the list against each that says the words.
    said = Demande.objects.saying(stems).order_by().values_list("pk", flat=True)
    found = list(said[: MANY + 1])
    return rows.saying(stems) if len(found) > MANY else rows.filter(pk__in=found)


def by_theme(rows: DemandeQuerySet, value: str, _agent: User) -> DemandeQuerySet:
    """By its procedures, read first: the planner knows how many demandes each has, not a theme."""
    under = Procedure.objects.filter(theme=value).order_by("pk")
    return rows.filter(procedure__in=list(under.values_list("pk", flat=True)))


def from_day(rows: DemandeQuerySet, day: date, _agent: User) -> DemandeQuerySet:
    return rows.filter(filed_at__gte=_midnight(day))


def to_day(rows: DemandeQuerySet, day: date, _agent: User) -> DemandeQuerySet:
    return rows.filter(filed_at__lt=_midnight(day + timedelta(days=1)))


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def by_assignee(rows: DemandeQuerySet, value: str, _agent: User) -> DemandeQuerySet:
    return rows.filter(assignee=None if value == NOBODY else int(value))


# What each filter keeps. The commune is part of the content, as words are.
NARROWING: dict[str, Callable[[DemandeQuerySet, Any, User], DemandeQuerySet]] = {
    "procedure": lambda rows, value, _agent: rows.filter(procedure=value),
    "theme": by_theme,
    "state": lambda rows, value, _agent: rows.filter(state=value),
    "assignee": by_assignee,
    "commune": lambda rows, value, agent: rows.readable_by(agent).filter(commune__in=value),
    "channel": lambda rows, value, _agent: rows.filter(channel=value),
    "filed_from": from_day,  # by the day of filing that a row shows, which lists are sorted by
    "filed_to": to_day,
}


def narrow(
    rows: DemandeQuerySet, wanted: dict[str, Any], agent: User, order: tuple[str, ...]
) -> DemandeQuerySet:
    """The rows that every filter in force keeps; words last, among what the others kept."""
    for name, narrowing in NARROWING.items():
        if name in wanted:
            rows = narrowing(rows, wanted[name], agent)
    return by_words(rows, wanted["q"], agent, order) if "q" in wanted else rows
