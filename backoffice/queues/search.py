"""Finding demandes: by reference, by words, by filters."""

from collections.abc import Callable
from typing import Any

from django.db.models import Q

from portal.accounts.models import User
from portal.demandes import references
from portal.demandes.models import Demande
from portal.demandes.querysets import DemandeQuerySet
from portal.text.french import stems

MOST_WORDS = 6  # of what is typed; the others are not looked for
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
    return list(dict.fromkeys(stems(typed)))[:MOST_WORDS]


def by_words(rows: DemandeQuerySet, typed: str, agent: User) -> DemandeQuerySet:
    """Those that say every word, or one that begins so.

    Only among those whose content the agent may read: that a confidential demande comes up for a
    name would already tell who filed it.
    """
    rows = rows.readable_by(agent)
    for stem in words(typed):
        said = Q(search_text__startswith=stem) | Q(search_text__contains=f" {stem}")
        rows = rows.filter(said)
    return rows


def by_assignee(rows: DemandeQuerySet, value: str, _agent: User) -> DemandeQuerySet:
    return rows.filter(assignee=None if value == NOBODY else int(value))


# What each filter keeps. The commune is part of the content, as words are.
NARROWING: dict[str, Callable[[DemandeQuerySet, Any, User], DemandeQuerySet]] = {
    "q": by_words,
    "procedure": lambda rows, value, _agent: rows.filter(procedure=value),
    "theme": lambda rows, value, _agent: rows.filter(procedure__theme=value),
    "state": lambda rows, value, _agent: rows.filter(state=value),
    "assignee": by_assignee,
    "commune": lambda rows, value, agent: rows.readable_by(agent).filter(commune__in=value),
    "channel": lambda rows, value, _agent: rows.filter(channel=value),
    "filed_from": lambda rows, value, _agent: rows.filter(received_on__gte=value),
    "filed_to": lambda rows, value, _agent: rows.filter(received_on__lte=value),
}


def narrow(rows: DemandeQuerySet, wanted: dict[str, Any], agent: User) -> DemandeQuerySet:
    """The rows that every filter in force keeps."""
    for name, value in wanted.items():
        rows = NARROWING[name](rows, value, agent)
    return rows
