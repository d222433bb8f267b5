"""A demande's page: its envelope, its content where it may be read, the verbs that are possible."""

from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict

from backoffice.casework.content import content
from backoffice.casework.envelope import envelope
from backoffice.casework.forms import CaseForm
from backoffice.casework.referent import referent_of
from backoffice.casework.verb import Verb
from backoffice.casework.verbs import EXCEPTIONAL, VERBS
from backoffice.knowledge.models import Served
from backoffice.knowledge.workflow import may_keep
from home.knowledge.about import sheets_about
from portal.accounts.models import User
from portal.demandes import rights
from portal.demandes.chasing import Chases, chases
from portal.demandes.models import Demande
from portal.demandes.states import Action
from portal.directory.closed import closed_service

OFTEN = 3  # hand-offs from which the page warns
BESIDE_TITLE = 3  # buttons; the others are in the panel of actions


@dataclass(frozen=True)
class Tried:
    """A verb being done on the page: its form, and when it was refused, why and what changed.

    `since` is the version that the form was shown with; `typed` what no form can show again.
    """

    verb: Verb
    form: CaseForm | None = None
    refusal: str = ""
    since: int | None = None
    typed: list[str] = field(default_factory=list)


def page(demande: Demande, agent: User, tried: Tried | None = None) -> dict[str, Any]:
    """The page's whole context."""
    possible = rights.possible(agent, demande)
    reads = rights.may_read(agent, demande)
    if tried is None and Action.OPEN_EXCEPTIONALLY in possible:
        tried = Tried(EXCEPTIONAL, EXCEPTIONAL.form(demande=demande, agent=agent))
    verbs = offered(demande, agent, possible)
    context: dict[str, Any] = {
        "demande": demande,
        "envelope": envelope(demande),
        "referent": referent_of(demande, reads=reads),
        "closed": closed_service(demande.service),
        "reads": reads,
        "handed_often": handed_often(demande),
        "confirms": confirms(demande, agent, possible),
        "first": verbs[:BESIDE_TITLE],
        "others": verbs[BESIDE_TITLE:],
        "tried": tried,
        "still": tried is not None and tried.verb.action in possible,
    }
    context |= _sheets(demande, agent, reads=reads)
    if reads:
        context |= content(demande, agent)
        chased = [line.at for line in context["journal"] if line.action == Action.CHASE]
        context["chases"] = Chases(len(chased), max(chased, default=None))
    else:
        context["chases"] = chases(demande)
    since = tried.since if tried else None
    changes = [line for line in context.get("journal", ()) if since and line.number > since]
    return context | {"changes": changes}


def _sheets(demande: Demande, agent: User, *, reads: bool) -> dict[str, Any]:
    """The sheets about it, those that served, and whether its answers may be kept."""
    sheets = sheets_about(agent, procedures=[demande.procedure], services=[demande.service])
    served = Served.objects.filter(demande=demande, sheet__in=sheets) if reads and sheets else ()
    return {
        "sheets": sheets,
        "served": {one.sheet_id for one in served},
        "keeps": reads and may_keep(agent, demande),
    }


def handed_often(demande: Demande) -> str:
    """How many times it changed hands, once that is too many."""
    return f"{demande.handoffs} changements de mains" if demande.handoffs >= OFTEN else ""


def confirms(demande: Demande, agent: User, possible: frozenset[Action]) -> str:
    """The keeper whose part it is to close, told to another agent who could."""
    if Action.CLOSE not in possible or demande.keeper in {None, agent}:
        return ""
    return str(demande.keeper)


def offered(demande: Demande, agent: User, possible: frozenset[Action]) -> list[Verb]:
    """The verbs whose buttons are shown, likeliest first; exceptional reading has its own panel."""
    return [
        verb
        for verb in VERBS
        if verb.action in possible and verb is not EXCEPTIONAL and verb.useful(demande, agent)
    ]


def blank(verb: Verb, demande: Demande, agent: User, query: QueryDict) -> Tried:
    """The verb's empty form, prefilled by the address where it knows how."""
    return Tried(verb, verb.form(demande=demande, agent=agent, query=query))
