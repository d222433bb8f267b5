"""From the words said on the telephone to whoever answers for them, and how to reach them."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.utils import timezone

from portal.directory.channels import Channel
from portal.directory.closed import Closed, closed_service
from portal.directory.commune_names import formerly
from portal.directory.hours import OpeningStatus
from portal.directory.models import Commune, Service, Zone
from portal.directory.places import Named, named_in
from portal.procedures.models import Procedure, Responsibility
from portal.procedures.referents import Referent, best, referent
from portal.procedures.routing import NowhereToGo, route
from portal.procedures.schema import Field, FormSchema, Step
from portal.text.french import stems
from search.advice.advice import Advice, Need
from search.advice.advising import weigh

MOST = 6  # subjects shown, and services
# A sample demande is routed as if its quartier had been chosen.
ASKED = FormSchema((Step("lieu", "Lieu", fields=(Field("quartier", "zone", "Quartier"),)),))


@dataclass(frozen=True)
class Desk:
    """A service to send somebody to; no query after `with_hours()`."""

    service: Service
    advice: list[Advice] = field(default_factory=list)

    @property
    def closed(self) -> Closed | None:
        """What closes it now, to tell the person."""
        return closed_service(self.service)

    @cached_property
    def status(self) -> OpeningStatus | None:
        """Open or closed now; None where the public is told no hours."""
        return self.service.schedule().status_if_told(timezone.now())

    @property
    def hours(self) -> str:
        return self.status.sentence if self.status else ""

    @property
    def tone(self) -> str:
        return "good" if self.status and self.status.is_open else "off"


@dataclass(frozen=True)
class Answer:
    """One subject that the words may mean, and who answers for it."""

    procedure: Procedure
    who: Referent
    desk: Desk


@dataclass(frozen=True)
class Found:
    """What was understood, the services that the words name, and the answers, likeliest first."""

    places: list[str]
    subject: str
    desks: list[Desk]
    answers: list[Answer]


def find(typed: str, *, on: date) -> Found:
    """Where to send the person, and who answers that day; queries don't grow with what is found."""
    named = named_in(typed)
    procedures = _procedures(named.rest)
    held = list(Responsibility.objects.about(procedures).with_people())
    communes = [commune.pk for commune in named.communes]
    zones = [zone.code for zone in named.zones]
    chosen = {one.pk: best(held, one, communes=communes, zones=lambda: zones) for one in procedures}
    services = _services([one for one in procedures if chosen[one.pk] is None], named)
    found = [
        (
            one,
            referent(held_by, on=on) if (held_by := chosen[one.pk]) else Referent(services[one.pk]),
        )
        for one in procedures
        if chosen[one.pk] or one.pk in services
    ]
    return Found(_words(named), named.rest, *_advised(_desks(named), found, named))


def _advised(
    desks: list[Service], found: list[tuple[Procedure, Referent]], named: Named
) -> tuple[list[Desk], list[Answer]]:
    """With the channels to advise now, from the commune that was named."""
    now, commune = timezone.now(), next(iter(named.communes), None)
    needs = [Need(now, service=service, commune=commune) for service in desks]
    needs += [Need(now, one, who.service, commune) for one, who in found]
    weighed = weigh(needs)
    places = [
        Desk(weighing.service or need.service, weighing.advice)
        for need, weighing in zip(needs, weighed, strict=True)
        if need.service
    ]
    answers = zip(found, places[len(desks) :], strict=True)
    return places[: len(desks)], [Answer(one, who, desk) for (one, who), desk in answers]


def _desks(named: Named) -> list[Service]:
    """The services whose name, or a former one, says every word; without any, the commune's own."""
    wanted, services = stems(named.rest), Service.objects.active().order_by("name", "pk")
    if wanted:
        names = services.values_list("pk", "name", "former_names")
        saying = [pk for pk, *called in names if set(wanted) <= set(stems(" ".join(called)))]
        services = services.filter(pk__in=saying[:MOST])
    elif named.communes:
        services = services.filter(communes=named.communes[0])
    else:
        return []
    return list(services[:MOST])


def _procedures(words: str) -> list[Procedure]:
    if not words:
        return []
    found = Procedure.objects.live().filter(catch_all=False).matching(words)
    joined = found.select_related("theme", "service")
    return list(joined.prefetch_related("routing_rules__service", "theme__rules__service")[:MOST])


def _services(procedures: list[Procedure], named: Named) -> dict[int, Service]:
    """Where each would be sent from there, by key; contact details joined."""
    commune = named.communes[0].pk if named.communes else ""
    answers = {"quartier": named.zones[0].code} if named.zones else {}
    sent: dict[int, int] = {}
    for procedure in procedures:
        try:
            routed = route(
                procedure, form=ASKED, commune=commune, answers=answers, channel=Channel.TELEPHONE
            )
        except NowhereToGo:
            continue
        sent[procedure.pk] = routed.service.pk
    known = Service.objects.with_contact().in_bulk(set(sent.values()))
    return {procedure: known[service] for procedure, service in sent.items()}


def _words(named: Named) -> list[str]:
    """« Arras (62) », « Faubourg Nord, anciennement Cité 12 »."""
    places: list[Zone | Commune] = [*named.zones, *named.communes]
    return [", ".join(filter(None, (str(place), formerly(place.former_names)))) for place in places]
