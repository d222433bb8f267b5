"""Two quartiers side by side, and a canton over both, in and around Arras."""

from typing import Any

from portal.directory.models import Organisation, Zone
from tests.builders import make_commune
from tests.portal.directory.factories import make_organisation

WEST, EAST = (50.29, 2.76), (50.29, 2.79)  # a point of each quartier, latitude first
NOWHERE = (48.85, 2.35)


def rectangle(south: float, west: float, north: float, east: float) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


OUTLINES = {
    "ouest": rectangle(50.28, 2.75, 50.30, 2.77),
    "est": rectangle(50.28, 2.77, 50.30, 2.80),
    "canton": rectangle(50.2, 2.7, 50.4, 2.9),
}


def make_zone(
    code: str, *, organisation: Organisation | None = None, commune: str = "62041", **fields: Any
) -> Zone:
    """A zone of Arras, by default a quartier, with the outline of that code if there is one."""
    defaults = {"name": code.title(), "outline": OUTLINES.get(code)}
    organisation = organisation or Organisation.objects.first() or make_organisation()
    zone = Zone.objects.create(code=code, organisation=organisation, **defaults | fields)
    zone.communes.add(make_commune(commune))
    return zone
