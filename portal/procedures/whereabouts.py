"""In which zones a demande is, by its answers: its point, else its address, else what is said."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Q

from portal.directory.models import Commune, Zone
from portal.directory.querysets import ZoneQuerySet
from portal.procedures.field_types.listed import NONE
from portal.procedures.schema import FormSchema

POINT, ADDRESS, SAID = "point", "address", "said"
LOCATING = frozenset({"place", "address", "zone"})  # types of question that tell a zone


class Within(NamedTuple):
    """Codes of zones, and what told them (blank: nothing did)."""

    codes: frozenset[str]
    by: str


class Whereabouts:
    """Where a demande is about. Zones are looked for when a rule asks."""

    def __init__(self, form: FormSchema, answers: Mapping[str, Any], commune: str = "") -> None:
        self.form, self.answers, self.commune = form, answers, commune

    @cached_property
    def zones(self) -> Within:
        for by, codes in self._told():
            if codes:
                return Within(frozenset(codes), by)
        return Within(frozenset(), "")

    def _told(self) -> Iterator[tuple[str, set[str]]]:
        """What each source tells, the surest first; the next one is only asked if it is silent."""
        for place in self._answered("place"):
            if point := point_of(place):
                yield POINT, {zone.code for zone in Zone.objects.at(*point)}
        for street, town in self._streets():
            if street and town is not None:
                yield ADDRESS, {zone.code for zone in _in(town).of_street(street)}
        said = {code for code in self._answered("zone") if isinstance(code, str)}
        yield SAID, said - {NONE}

    def _streets(self) -> Iterator[tuple[str, Q | None]]:
        """Each street that was written, with the communes it may be in."""
        around = Q(pk=self.commune) if self.commune else None
        for address in self._answered("address"):
            if isinstance(address, Mapping):
                yield str(address.get("street") or ""), _town(address) or around
        for place in self._answered("place"):
            if isinstance(place, Mapping):
                yield str(place.get("label") or ""), around

    def _answered(self, kind: str) -> list[Any]:
        """The answers to the questions of that type."""
        given = (self.answers.get(field.key) for field in self.form.fields() if field.type == kind)
        return [answer for answer in given if answer]


def point_of(place: Any) -> tuple[float, float] | None:
    """(latitude, longitude) of the answer to a question about a place, if it has one."""
    if not isinstance(place, Mapping):
        return None
    lat, lon = place.get("lat"), place.get("lon")
    if _is_number(lat) and _is_number(lon):
        return float(lat), float(lon)  # type: ignore[arg-type]  # numbers, as was just seen
    return None


def _town(address: Mapping[str, Any]) -> Q | None:
    """The communes that the address may mean: of that name, where that postal code is used."""
    name, code = str(address.get("city") or ""), str(address.get("postal_code") or "")
    called = Commune.objects.called(name)
    if called is None:
        return None
    return called & Q(postal_codes__contains=code) if code else called


def _in(town: Q) -> ZoneQuerySet:
    """The zones of the communes that this may mean; a zone of several of them comes once."""
    communes = Commune.objects.filter(town).values("pk")
    return Zone.objects.filter(pk__in=Zone.objects.filter(communes__in=communes).values("pk"))


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
