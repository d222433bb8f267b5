"""The places that an agent may close, and what closes with each."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from portal.accounts.models import User
from portal.directory.admin_rights import administered_organisations
from portal.directory.closing import closable
from portal.directory.models import Organisation, Service

WHOLE = "tout:"  # before an organisation's slug: no service's code has a colon


@dataclass(frozen=True)
class Place:
    """A service, with those that close with it, or a whole organisation (`service` is None)."""

    code: str
    organisation: Organisation
    service: Service | None = None
    together: tuple[tuple[Service, str], ...] = ()  # with why each closes too

    @property
    def name(self) -> str:
        return self.service.name if self.service else f"{self.organisation} (toute la collectivité)"


def place_of(code: str, agent: User) -> Place | None:
    """The place meant, when the agent may close it."""
    if code.startswith(WHOLE):
        whole = _organisations(agent).filter(slug=code.removeprefix(WHOLE)).first()
        return Place(code, whole) if whole else None
    services = list(closable(agent))
    service = next((one for one in services if one.code == code), None)
    if service is None:
        return None
    return Place(code, service.organisation, service, tuple(_together(service, services)))


def choices(agent: User) -> list[tuple[str, list[tuple[str, str]]]]:
    """All the places, for a list to choose from, by organisation."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for organisation in _organisations(agent):
        whole = (f"{WHOLE}{organisation.slug}", "Toute la collectivité")
        groups.setdefault(organisation.name, []).append(whole)
    for service in closable(agent).order_by("organisation__name", "name", "pk"):
        groups.setdefault(service.organisation.name, []).append((service.code, service.name))
    return list(groups.items())


def _organisations(agent: User) -> QuerySet[Organisation]:
    return administered_organisations(agent).order_by("name")


def _together(service: Service, services: Iterable[Service]) -> Iterable[tuple[Service, str]]:
    """Those below the service, then those at its address."""
    others = [one for one in services if one != service]
    below = [one for one in others if service in one.lineage]
    address = _door(service)
    near = [one for one in others if one not in below and address and _door(one) == address]
    return [
        *((one, f"dépend de {service.name}") for one in below),
        *((one, "à la même adresse") for one in near),
    ]


def _door(service: Service) -> str:
    return " ".join(service.contact.address.casefold().split())
