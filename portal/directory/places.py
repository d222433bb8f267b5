"""The places that a sentence names: communes and zones, by their name, a former one or a street."""

from typing import NamedTuple

from django.db.models import Q

from portal.directory.commune_names import comparable
from portal.directory.models import Commune, Zone
from portal.directory.street_names import runs, street

LONGEST_NAME = 6  # words
MOST_WORDS = 14
MOST_COMMUNES = 5  # of one name


class Named(NamedTuple):
    """What a sentence names, the most populated first, and the words that are left."""

    communes: list[Commune]
    zones: list[Zone]
    rest: str


def named_in(sentence: str) -> Named:
    """« poubelle rue des Tanneurs à Arras » names a zone and a commune; « poubelle à » is left.

    A longer name comes first: « rue de Lens » doesn't name Lens. Two queries.
    """
    said = comparable(sentence).split()[:MOST_WORDS]
    names = runs(said, longest=LONGEST_NAME)
    zones, communes = _zones(names), _communes(names)
    found = Named([], [], "")
    left = f" {' '.join(said)} "
    for name in names:
        if f" {name} " not in left:
            continue  # a longer name took these words
        called = [zone for zone in zones if _is_called(zone, name)]
        towns = [commune for commune in communes if commune.is_called(name)]
        if called or towns:
            found.zones.extend(zone for zone in called if zone not in found.zones)
            found.communes.extend(towns[:MOST_COMMUNES])
            left = left.replace(f" {name} ", " | ")
    return found._replace(rest=left.replace("|", " ").strip())


def _zones(names: list[str]) -> list[Zone]:
    known = Q()
    for name in names:
        known |= Q(names_index__contains=f"\n{name}\n")
        if " " in name:
            known |= Q(streets_index__contains=f"\n{street(name)}\n")
    return list(Zone.objects.filter(known).defer("outline")) if names else []


def _communes(names: list[str]) -> list[Commune]:
    former = Q()
    for name in names:
        former |= Q(former_index__contains=f"\n{name}\n")
    called = Q(folded__in=names) | (Q(former_index__gt="") & former)
    return list(Commune.objects.filter(called).order_by("-population", "insee")) if names else []


def _is_called(zone: Zone, name: str) -> bool:
    return f"\n{name}\n" in zone.names_index or (
        " " in name and f"\n{street(name)}\n" in zone.streets_index
    )
