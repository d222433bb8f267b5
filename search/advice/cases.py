"""From needs to all that the rules look at, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Prefetch, prefetch_related_objects

from portal.directory.channels import Availability, Channel, Enquiry, Registry, Terms
from portal.directory.models import ChannelTerms, Closure, Service
from portal.procedures.models import Offer
from portal.procedures.routing import NowhereToGo, default_service, route
from search.advice.advice import Need

LAST_MINUTES = {Channel.TELEPHONE: 20, Channel.DESK: 30}
ROUTING = ("service", "routing_rules__service", "theme__rules__service")


@dataclass(frozen=True)
class Case:
    """One need, the service that answers for it (None: there is none at all), what is offered.

    `available` holds what each channel's provider answered. `elsewhere`: the service has a
    territory, and the person isn't of it.
    """

    need: Need
    service: Service | None
    offers: dict[Channel, Offer] = field(default_factory=dict)
    available: dict[Channel, Availability] = field(default_factory=dict)
    elsewhere: bool = False

    def terms(self, channel: Channel) -> tuple[str, str]:
        """How the channel is taken and by whom: the procedure, else the service's lineage."""
        offer = self.offers.get(channel)
        if offer and offer.terms != Terms.OFFERED:
            return offer.terms, "La démarche"
        row = self._row(channel)
        return (row.terms if row else Terms.OFFERED), "Le service"

    def last_minutes(self, channel: Channel) -> int:
        """Before closing: those in which nobody is sent there at once any more."""
        offer, row = self.offers.get(channel), self._row(channel)
        told = (one.last_minutes for one in (offer, row) if one and one.last_minutes is not None)
        return next(told, LAST_MINUTES.get(channel, 0))

    def _row(self, channel: Channel) -> ChannelTerms | None:
        levels = self.service.lineage if self.service else []
        rows = (row for each in levels for row in each.channel_terms.all())
        return next((row for row in rows if row.channel == channel), None)


def cases(needs: Sequence[Need], providers: Registry) -> list[Case]:
    """The needs with what is known of each, in order; queries don't grow with how many."""
    procedures = [need.procedure for need in needs if need.procedure]
    if procedures:
        prefetch_related_objects(procedures, "offers")
    chosen = _chosen(needs)
    services = _services(needs, {pk for pk in chosen if pk})
    abroad = _abroad(needs, chosen)
    return [
        _case(need, services.get(pk) if pk else None, providers, elsewhere=(pk, number) in abroad)
        for number, (need, pk) in enumerate(zip(needs, chosen, strict=True))
    ]


def _case(need: Need, service: Service | None, providers: Registry, *, elsewhere: bool) -> Case:
    offers = need.procedure.offers.all() if need.procedure else []
    case = Case(need, service, {Channel(one.channel): one for one in offers}, elsewhere=elsewhere)
    if service is None:
        return case
    open_to_all = need.procedure.code if need.procedure and need.procedure.live else ""
    enquiry = Enquiry(service, need.at, open_to_all)
    for channel in Channel:
        provider = providers.get(channel)
        answer = provider.availability(enquiry) if provider and provider.availability else None
        if answer is not None:
            case.available[channel] = answer
    return case


def _chosen(needs: Sequence[Need]) -> list[int | None]:
    """The key of the service in activity that answers for each."""
    routed = [need.procedure for need in needs if need.procedure and not need.service]
    if routed:
        prefetch_related_objects(routed, *ROUTING)
    return [_service_of(need) for need in needs]


def _service_of(need: Need) -> int | None:
    try:
        if need.service is not None or need.procedure is None:
            return default_service(need.service).pk
        commune = need.commune.pk if need.commune else ""
        # Only the place is known: rules on answers and channels don't apply.
        return route(need.procedure, commune=commune, answers={}, channel="").service.pk
    except NowhereToGo:
        return None


def _services(needs: Sequence[Need], wanted: set[int]) -> dict[int, Service]:
    """Joined with their details, hours and closings at the hours asked, and those above them."""
    if not wanted:
        return {}
    services = Service.objects.with_contact().in_bulk(wanted)
    standing = Closure.objects.standing(min(need.at for need in needs))
    prefetch_related_objects(list(services.values()), Prefetch("organisation__closures", standing))
    lines = [each for service in services.values() for each in service.lineage]
    prefetch_related_objects(lines, "opening_hours", "usual_waits", "channel_terms")
    return services


def _abroad(needs: Sequence[Need], chosen: Sequence[int | None]) -> set[tuple[int | None, int]]:
    """The services, with the place of the need, whose territory leaves out the person's commune."""
    asked = [
        (pk, number, need.commune.pk)
        for number, (need, pk) in enumerate(zip(needs, chosen, strict=True))
        if need.commune and pk
    ]
    if not asked:
        return set()
    territories = Service.communes.through.objects.filter(service__in={pk for pk, *_ in asked})
    held = set(territories.values_list("service_id", flat=True).distinct())
    named = territories.filter(commune__in={code for *_, code in asked})
    inside = set(named.values_list("service_id", "commune_id"))
    return {(pk, number) for pk, number, code in asked if pk in held and (pk, code) not in inside}
