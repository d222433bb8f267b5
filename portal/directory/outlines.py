"""Outlines drawn on the map: GeoJSON polygons in WGS84, read, checked, and asked about points."""

import json
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

MOST_POINTS = 5_000  # of one outline; the largest quartier of Paris has fewer than 500
LONGEST = 400_000  # characters of the file or of what is pasted for one outline
DECIMALS = 6  # a tenth of a metre
KINDS = ("Polygon", "MultiPolygon")

Point = list[float]  # longitude, latitude
Ring = list[Point]  # the first point repeated at the end
Outline = dict[str, Any]  # {"type": "Polygon" | "MultiPolygon", "coordinates": [...]}


class BadOutline(ValueError):
    """What was given is not an outline; the message is a French sentence."""


class Box(NamedTuple):
    """The smallest rectangle around an outline."""

    south: float
    west: float
    north: float
    east: float


def read(text: str) -> Outline:
    """The outline in this text: a GeoJSON geometry, or one feature around it. Raises BadOutline."""
    if len(text) > LONGEST:
        raise BadOutline(f"Ce contour dépasse {LONGEST // 1000} milliers de caractères.")
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        raise BadOutline("Ce n’est pas du GeoJSON : collez le fichier entier.") from None
    return outline_of(data)


def outline_of(data: Any) -> Outline:
    """The checked outline, points rounded, altitudes dropped. Raises BadOutline."""
    geometry = _geometry(data)
    if not isinstance(geometry, Mapping) or geometry.get("type") not in KINDS:
        raise BadOutline("Un contour est un polygone, ou plusieurs : ni point, ni ligne.")
    whole = geometry.get("coordinates")
    polygons = whole if geometry["type"] == "MultiPolygon" else [whole]
    if not isinstance(polygons, list) or not polygons:
        raise BadOutline("Ce contour est vide.")
    read_polygons = [_polygon(polygon) for polygon in polygons]
    if sum(len(ring) for polygon in read_polygons for ring in polygon) > MOST_POINTS:
        raise BadOutline(f"Ce contour a plus de {MOST_POINTS} points : simplifiez-le.")
    single = geometry["type"] == "Polygon"
    return {
        "type": geometry["type"],
        "coordinates": read_polygons[0] if single else read_polygons,
    }


def contains(outline: Outline, lat: float, lon: float) -> bool:
    """Whether the point is inside one of the polygons, and in none of its holes.

    A point that lies exactly on a border is in one of the two neighbours that share it: the side
    counted is the west and the south one of each polygon.
    """
    return any(
        sum(_crossings(ring, lat, lon) for ring in polygon) % 2 == 1
        for polygon in polygons_of(outline)
    )


def box_of(outline: Outline) -> Box:
    """Where the outline extends."""
    points = [point for polygon in polygons_of(outline) for point in polygon[0]]
    longitudes, latitudes = zip(*points, strict=True)
    return Box(min(latitudes), min(longitudes), max(latitudes), max(longitudes))


def polygons_of(outline: Outline) -> list[list[Ring]]:
    """Each polygon as its rings: the border, then the holes."""
    coordinates = outline["coordinates"]
    return coordinates if outline["type"] == "MultiPolygon" else [coordinates]


def _crossings(ring: Ring, lat: float, lon: float) -> int:
    """How many sides of the ring lie east of the point, on its parallel."""
    return sum(
        (south > lat) != (north > lat)
        and lon < (east - west) * (lat - south) / (north - south) + west
        for (west, south), (east, north) in _sides(ring)
    )


def _sides(ring: Ring) -> Iterator[tuple[Point, Point]]:
    """Each side from its southern end: neighbours that share it compute the same crossing."""
    for one, other in pairwise(ring):
        yield (one, other) if one[1] <= other[1] else (other, one)


def _geometry(data: Any) -> Any:
    """What a feature, or a collection of a single one, holds; anything else as it is."""
    if isinstance(data, Mapping) and data.get("type") == "FeatureCollection":
        features = data.get("features")
        if not isinstance(features, list) or len(features) != 1:
            raise BadOutline("Collez un seul contour. Pour plusieurs, importez le fichier.")
        data = features[0]
    if isinstance(data, Mapping) and data.get("type") == "Feature":
        return data.get("geometry")
    return data


def _polygon(rings: Any) -> list[Ring]:
    if not isinstance(rings, list) or not rings:
        raise BadOutline("Un polygone de ce contour est vide.")
    return [_ring(ring) for ring in rings]


def _ring(points: Any) -> Ring:
    if not isinstance(points, list):
        raise BadOutline("Un polygone est une liste de points.")
    ring = [_point(point) for point in points]
    if len(ring) < 4 or ring[0] != ring[-1]:
        raise BadOutline(
            "Un polygone a au moins trois points, et finit par le point où il commence."
        )
    return ring


def _point(point: Any) -> Point:
    numbers = point[:2] if isinstance(point, list) else []
    if len(numbers) != 2 or not all(map(_is_number, numbers)):
        raise BadOutline("Chaque point a deux nombres : longitude, latitude.")
    lon, lat = numbers
    if not (abs(lat) <= 90 and abs(lon) <= 180):
        raise BadOutline(
            "Un point n’est pas sur Terre : il faut des degrés (WGS84), la longitude d’abord."
        )
    return [round(float(lon), DECIMALS), round(float(lat), DECIMALS)]


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
