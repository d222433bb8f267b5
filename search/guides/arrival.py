"""Where a walk ends: what to do, with what, by which channel now; and always somebody."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from home.knowledge.models import KnowledgePage, Partner
from home.state_sheets.models import Sheet
from portal.accounts.models import User
from portal.directory.models import Organisation, Service
from portal.procedures.models import Procedure
from portal.procedures.querysets import ProcedureQuerySet
from search.advice.advice import Advice, Need
from search.advice.advising import advise
from search.guides.circumstances import Circumstances
from search.guides.models import Guide
from search.guides.structure import Outcome

MOST_SHEETS = 5


@dataclass(frozen=True)
class Arrival:
    """What an outcome proposes on the day it is read; what it named and has gone is left out."""

    outcome: Outcome | None
    procedure: Procedure | None
    service: Service
    sheet: Sheet | None = None
    partner: Partner | None = None
    documents: tuple[str, ...] = ()
    lost: bool = False  # whether nothing that it proposed is left

    @property
    def title(self) -> str:
        return self.outcome.title if self.outcome else "Parlons-en ensemble"


def arrive(outcome: Outcome | None, *, guide: Guide, organisation: Organisation | None) -> Arrival:
    """Everything but the advice. Where nobody knows, the service that receives all the rest."""
    procedures = Procedure.objects.live().for_site_of(organisation)
    procedures = procedures.select_related("theme", "service")
    if outcome is None:
        return _with_somebody(procedures, guide, outcome)
    procedure = procedures.filter(code=outcome.procedure).first() if outcome.procedure else None
    service = _service(outcome.service) or (procedure.service if procedure else None)
    sheet = Sheet.objects.titled([outcome.sheet]).get(outcome.sheet)
    partner = Partner.objects.filter(slug=outcome.partner).first() if outcome.partner else None
    if not any((procedure, service, sheet, outcome.text, partner)):
        return _with_somebody(procedures, guide, outcome)
    return Arrival(
        outcome,
        procedure,
        service or guide.service,
        sheet,
        partner,
        _documents(outcome, procedure),
    )


def sheets_for(agent: User, arrival: Arrival) -> list[KnowledgePage]:
    """The internal sheets that the end names, or that speak of its procedure; one query."""
    about = Q(procedures=arrival.procedure) if arrival.procedure else Q()
    if arrival.outcome and arrival.outcome.knowledge:
        about |= Q(slug=arrival.outcome.knowledge)
    if not about:
        return []
    found = KnowledgePage.objects.visible_to(agent).filter(about).distinct()
    return list(found.order_by("title")[:MOST_SHEETS])


def advised(arrival: Arrival, *, at: datetime, said: Circumstances) -> list[Advice]:
    """The channels, in order, at this time and in these circumstances."""
    named = arrival.procedure is None or (arrival.outcome is not None and arrival.outcome.service)
    return advise(
        Need(
            at=at,
            procedure=arrival.procedure,
            service=arrival.service if named else None,
            commune=said.commune,
            urgent=said.urgent,
            ease=said.ease,
        )
    )


def _with_somebody(procedures: ProcedureQuerySet, guide: Guide, outcome: Outcome | None) -> Arrival:
    procedure = procedures.filter(catch_all=True).first()
    service = procedure.service if procedure and procedure.service else guide.service
    return Arrival(outcome, procedure, service, lost=outcome is not None)


def _service(code: str) -> Service | None:
    return Service.objects.active().filter(code=code).first() if code else None


def _documents(outcome: Outcome, procedure: Procedure | None) -> tuple[str, ...]:
    asked = procedure.required_documents.all() if procedure else ()
    return tuple(dict.fromkeys([*(str(each) for each in asked), *outcome.documents]))
