"""Reading a GeoJSON file of zones, and putting it in place of what is known of them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction

from portal.directory import outlines
from portal.directory.models import Commune, Organisation, Zone

LARGEST_FILE = 20_000_000  # bytes
MOST_ZONES = 2_000


class RefusedZones(ValueError):
    """The file can't be imported: nothing was written. `errors` are sentences, one per feature."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = errors


@dataclass
class Report:
    """What an import did, or would do, as names of zones."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)


class Read(NamedTuple):
    """One feature: the zone with its values, unsaved, and its communes."""

    zone: Zone
    communes: set[str]
    before: tuple[Any, ...] | None


def import_zones(text: str, organisation: Organisation, *, dry_run: bool = False) -> Report:
    """Write the zones of a file, known by their code; again at no harm.

    One transaction: a file with a wrong feature writes nothing and raises RefusedZones, which
    names each wrong one. Zones that the file doesn't name stay as they are.
    """
    with transaction.atomic():
        read = _read(_features(text), organisation)
        report = Report()
        for one in read:
            _write(one, report)
        if dry_run:
            transaction.set_rollback(True)
    return report


def _write(one: Read, report: Report) -> None:
    zone = one.zone
    if one.before == (*_state(zone), frozenset(one.communes)):
        report.unchanged.append(str(zone))
        return
    (report.updated if zone.pk else report.created).append(str(zone))
    zone.save()
    zone.communes.set(Commune.objects.filter(pk__in=one.communes))


def _features(text: str) -> list[Any]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise RefusedZones(["Ce n’est pas du GeoJSON."]) from None
    features = data.get("features") if isinstance(data, Mapping) else None
    if not isinstance(features, list) or not features:
        raise RefusedZones(["Ce fichier n’a pas de zone : il faut une « FeatureCollection »."])
    if len(features) > MOST_ZONES:
        raise RefusedZones([f"Ce fichier a plus de {MOST_ZONES} zones : coupez-le en plusieurs."])
    return features


def _read(features: list[Any], organisation: Organisation) -> list[Read]:
    zones = Zone.objects.select_related("organisation").prefetch_related("communes")
    known = {zone.code: zone for zone in zones}
    codes = _known_communes(features)
    read: dict[str, Read] = {}
    errors: list[str] = []
    for number, feature in enumerate(features, 1):
        try:
            one = _one(feature, organisation, known, codes)
            if one.zone.code in read:
                raise ValidationError(f"le code « {one.zone.code} » est déjà plus haut")
        except (ValidationError, outlines.BadOutline) as error:
            errors += [f"Zone {number}{_called(feature)} : {said}" for said in _sentences(error)]
        else:
            read[one.zone.code] = one
    if errors:
        raise RefusedZones(errors)
    return list(read.values())


def _one(
    feature: Any, organisation: Organisation, known: Mapping[str, Zone], codes: set[str]
) -> Read:
    properties = feature.get("properties") if isinstance(feature, Mapping) else None
    if not isinstance(properties, Mapping):
        raise ValidationError("elle n’a pas de « properties »")
    wanted = _communes_of(properties)
    if missing := sorted(wanted - codes):
        raise ValidationError(f"ces communes n’existent pas : {', '.join(missing)}")
    if not wanted:
        raise ValidationError("donnez ses « communes », des codes INSEE séparés par des espaces")
    zone = known.get(str(properties.get("code", ""))) or Zone(organisation=organisation)
    if zone.organisation_id != organisation.pk:
        raise ValidationError(f"le code « {zone.code} » est celui d’une autre collectivité")
    before = (*_state(zone), frozenset(c.pk for c in zone.communes.all())) if zone.pk else None
    zone.code = str(properties.get("code", ""))
    zone.name = str(properties.get("nom", ""))
    zone.kind = str(properties.get("type", "") or Zone.Kind.QUARTIER)
    if "rues" in properties:
        zone.streets = _lines(properties["rues"])
    if "anciens_noms" in properties:
        zone.former_names = _lines(properties["anciens_noms"])
    if feature.get("geometry") is not None:
        zone.outline = outlines.outline_of(feature)
    zone.full_clean()
    return Read(zone, wanted, before)


def _state(zone: Zone) -> tuple[Any, ...]:
    """What the file may change, outlines as they are stored."""
    outline = json.dumps(zone.outline) if zone.outline else ""
    return zone.code, zone.name, zone.kind, zone.former_names, zone.streets, outline


def _known_communes(features: list[Any]) -> set[str]:
    wanted = {
        code
        for feature in features
        if isinstance(feature, Mapping) and isinstance(feature.get("properties"), Mapping)
        for code in _communes_of(feature["properties"])
    }
    return set(Commune.objects.filter(pk__in=wanted).values_list("pk", flat=True))


def _communes_of(properties: Mapping[str, Any]) -> set[str]:
    given = properties.get("communes") or ""
    return set(map(str, given)) if isinstance(given, list) else set(str(given).split())


def _lines(streets: Any) -> str:
    return "\n".join(map(str, streets)) if isinstance(streets, list) else str(streets or "")


def _called(feature: Any) -> str:
    properties = feature.get("properties") if isinstance(feature, Mapping) else None
    name = properties.get("nom") if isinstance(properties, Mapping) else None
    return f" « {str(name)[:80]} »" if name else ""


def _sentences(error: Exception) -> Iterator[str]:
    if not isinstance(error, ValidationError):
        yield str(error)
    elif not hasattr(error, "error_dict"):
        yield from (f"{message}." for message in error.messages)
    else:
        for name, messages in error.message_dict.items():
            yield from (m if name == "__all__" else f"{name} : {m}" for m in messages)
