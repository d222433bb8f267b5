"""One verb for many demandes of a queue: each is done as it is alone, in its own transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse

from backoffice.queues import tables
from backoffice.queues.bulk_verbs import BY_SLUG, BulkVerb
from backoffice.queues.queues import CHECKED, Queue, in_sight
from portal.accounts.models import User
from portal.demandes import references, rights
from portal.demandes.models import Demande
from portal.demandes.workflow.deed import Refused, check
from portal.directory.coverage import coverage_of

MOST = 100  # demandes at once
NAMED = 5  # references said for one reason
LONGEST = 800  # characters of a queue's address, to come back to
GONE = "Cette demande n’existe pas, ou n’est plus dans vos services."
Picks = dict[str, int]  # the version seen, by reference


@dataclass(frozen=True)
class Bar:
    """What may be done with the rows chosen on a queue's page; `everything` checks them all."""

    buttons: list[tuple[str, str]]
    everything: str
    back: str


def bar(queue: Queue, agent: User, query: QueryDict) -> Bar:
    held = coverage_of(agent)
    verbs = [BY_SLUG[slug] for slug in queue.bulk]
    mine = [verb for verb in verbs if held.anywhere(*rights.ROLES[verb.action])]
    here = {name: value for name, value in query.dict().items() if value and name != CHECKED}
    return Bar(
        buttons=[(v.label, reverse("queue_bulk", args=[queue.slug, v.slug])) for v in mine],
        everything=f"?{urlencode(here | {CHECKED: '1'})}",
        back=urlencode(here)[:LONGEST],
    )


def picked(values: Iterable[str]) -> Picks:
    """The demandes of these boxes, `D-7K3F-9QX8.3`; what isn't one is left out."""
    found = {}
    for value in values:
        typed, _, version = value.rpartition(".")
        reference = references.normalise(typed)
        if reference and version.isascii() and version.isdecimal() and len(version) <= 6:
            found[reference] = int(version)
    return found


@dataclass(frozen=True)
class Line:
    """A demande chosen, and why the verb can't be done to it: blank when it can.

    `by_choice`: for what was chosen in the form alone.
    """

    reference: str
    version: int
    demande: Any  # a Demande with what tables.py draws; None out of sight
    refusal: str
    by_choice: bool = False


def lines(verb: BulkVerb, picks: Picks, agent: User, arguments: dict[str, Any]) -> list[Line]:
    """What would be done and what wouldn't, in a fixed number of queries."""
    found = {each.reference: each for each in _chosen(picks, agent)}
    readable = rights.readable(agent, found.values())
    drawn = []
    for reference, version in picks.items():
        demande = found.get(reference)
        if demande is None:
            drawn.append(Line(reference, version, None, GONE))
            continue
        before = _refusal(verb, demande, version, agent, reads=demande.pk in readable)
        refusal = before or verb.refusal(demande, agent, **arguments)
        by_choice = bool(arguments and refusal and not before)
        drawn.append(Line(reference, version, demande, refusal, by_choice))
    return drawn


def _chosen(picks: Picks, agent: User) -> QuerySet[Any]:
    rows = in_sight(agent, ()).filter(reference__in=picks).with_service()
    return rows.annotate(**tables.JOINED).defer("answers", "search_text").order_by("pk")


def _refusal(verb: BulkVerb, demande: Demande, version: int, agent: User, *, reads: bool) -> str:
    seen = version if verb.versioned else None
    try:
        check(demande, verb.action, agent=agent, version=seen, reads=reads)
    except Refused as refused:
        return str(refused)
    return ""


def do(verb: BulkVerb, drawn: Sequence[Line], agent: User, arguments: dict[str, Any]) -> list[Line]:
    """Do it to each, refused or not on the page; gives back those to which it couldn't be done."""
    tried = ((line, _do(verb, line, agent, arguments)) for line in drawn)
    return [Line(line.reference, line.version, line.demande, why) for line, why in tried if why]


def _do(verb: BulkVerb, line: Line, agent: User, arguments: dict[str, Any]) -> str:
    """Why it couldn't be done; blank once done, now or by a first click."""
    if line.demande is None:
        return line.refusal
    sentence = line.refusal
    if not sentence:
        seen = {"version": line.version} if verb.versioned else {}
        try:
            verb.act(line.demande, agent=agent, **seen, **arguments)
        except Refused as refused:
            sentence = str(refused)
    return "" if sentence and _was_done(verb, line, agent) else sentence


def _was_done(verb: BulkVerb, line: Line, agent: User) -> bool:
    """Whether this agent doing this is what came right after the version seen."""
    next_one = line.demande.journal.filter(number=line.version + 1)
    return verb.versioned and next_one.filter(action=verb.action, agent=agent).exists()


def in_words(verb: BulkVerb, done: int, left: Sequence[Line]) -> str:
    """« 3 demandes prises en charge. » or « 12 faites, 2 non : D-7K3F-9QX8 (…) »."""
    if not left:
        first, *others = verb.done.split(" ")
        each = " ".join([f"{first}s", *others]) if done > 1 else verb.done
        return f"{done}\u00a0demande{'s' if done > 1 else ''} {each}."
    reasons: dict[str, list[str]] = {}
    for line in left:
        reasons.setdefault(line.refusal, []).append(line.reference)
    said = " ".join(f"{_some(found)}\u00a0: {why}" for why, found in reasons.items())
    # The whole list was on the page before.
    return f"{done}\u00a0faite{'s' if done > 1 else ''}, {len(left)}\u00a0non. {said}"


def _some(references: list[str]) -> str:
    """« D-7K3F-9QX8, D-2222-2222 et 4 autres »."""
    more = len(references) - NAMED
    if more <= 1:
        return ", ".join(references)
    return f"{', '.join(references[:NAMED])} et {more}\u00a0autres"
