"""Outlines: what is taken for one, and which points are inside."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.directory import outlines
from portal.directory.outlines import BadOutline, box_of, contains, outline_of, read

SQUARE = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]
HOLE = [[1, 1], [1, 3], [3, 3], [3, 1], [1, 1]]
DEGREES = st.floats(-50, 50, allow_nan=False).map(lambda number: round(number, 3))


def polygon(*rings: Any) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": list(rings)}


def rectangle(south: float, west: float, north: float, east: float) -> dict[str, Any]:
    return polygon([[west, south], [east, south], [east, north], [west, north], [west, south]])


@pytest.mark.parametrize(
    ("lat", "lon", "inside"),
    [(2, 0.5, True), (2, 2, False), (2, 3.5, True), (5, 2, False), (2, -1, False), (0.5, 2, True)],
)
def test_a_point_in_a_hole_is_outside(lat: float, lon: float, inside: bool) -> None:
    assert contains(polygon(SQUARE, HOLE), lat, lon) is inside


def test_a_concave_outline_leaves_out_its_bay() -> None:
    bay = polygon([[0, 0], [6, 0], [6, 6], [4, 6], [4, 2], [2, 2], [2, 6], [0, 6], [0, 0]])
    assert contains(bay, 5, 1)
    assert contains(bay, 5, 5)
    assert not contains(bay, 5, 3)


def test_each_part_of_a_multipolygon_counts_even_inside_the_hole_of_another() -> None:
    island = [[1.5, 1.5], [2.5, 1.5], [2.5, 2.5], [1.5, 2.5], [1.5, 1.5]]
    both = {"type": "MultiPolygon", "coordinates": [[SQUARE, HOLE], [island]]}
    assert contains(both, 2, 2)
    assert not contains(both, 1.2, 1.2)


@given(south=DEGREES, west=DEGREES, lat=DEGREES, lon=DEGREES)
def test_a_rectangle_holds_what_lies_between_its_sides(
    south: float, west: float, lat: float, lon: float
) -> None:
    north, east = south + 3, west + 5
    expected = south <= lat < north and west <= lon < east
    assert contains(rectangle(south, west, north, east), lat, lon) is expected


@given(
    corners=st.lists(st.tuples(DEGREES, DEGREES), min_size=4, max_size=4, unique=True),
    lat=DEGREES,
    lon=DEGREES,
)
def test_a_point_is_never_in_two_neighbours_nor_lost_between_them(
    corners: list[tuple[float, float]], lat: float, lon: float
) -> None:
    """A quadrilateral is cut in two triangles: a point is in one exactly when it is in it."""
    one, two, three, four = map(list, corners)
    whole = polygon([one, two, three, four, one])
    halves = polygon([one, two, three, one]), polygon([one, three, four, one])
    assert contains(whole, lat, lon) == (
        contains(halves[0], lat, lon) ^ contains(halves[1], lat, lon)
    )


@given(ring=st.lists(st.tuples(DEGREES, DEGREES), min_size=3, max_size=9), lat=DEGREES, lon=DEGREES)
def test_it_does_not_matter_where_the_border_begins_nor_which_way_it_turns(
    ring: list[tuple[float, float]], lat: float, lon: float
) -> None:
    turned = ring[1:] + ring[:1]
    closed = [polygon([*points, points[0]]) for points in (ring, turned, ring[::-1])]
    assert len({contains(one, lat, lon) for one in closed}) == 1


@given(ring=st.lists(st.tuples(DEGREES, DEGREES), min_size=3, max_size=9), lat=DEGREES, lon=DEGREES)
def test_what_is_inside_is_inside_the_box(
    ring: list[tuple[float, float]], lat: float, lon: float
) -> None:
    outline = polygon([*ring, ring[0]])
    box = box_of(outline)
    if contains(outline, lat, lon):
        assert box.south <= lat <= box.north
        assert box.west <= lon <= box.east


def test_a_feature_or_a_collection_of_one_is_read_like_its_geometry() -> None:
    bare = polygon(SQUARE)
    feature = {"type": "Feature", "properties": {}, "geometry": bare}
    collection = {"type": "FeatureCollection", "features": [feature]}
    assert outline_of(bare) == outline_of(feature) == outline_of(collection)


def test_points_are_rounded_and_altitudes_dropped() -> None:
    ring = [[0.12345678, 0, 80], [4, 0, 80], [4, 4, 80], [0.12345678, 0, 80]]
    assert outline_of(polygon(ring))["coordinates"][0][0] == [0.123457, 0]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (None, "polygone"),
        ([], "polygone"),
        ({"type": "Point", "coordinates": [2, 50]}, "ni point, ni ligne"),
        ({"type": "Polygon"}, "vide"),
        ({"type": "Polygon", "coordinates": []}, "vide"),
        ({"type": "MultiPolygon", "coordinates": []}, "vide"),
        ({"type": "MultiPolygon", "coordinates": "abc"}, "vide"),
        (polygon(3), "liste de points"),
        (polygon([[0, 0], [1, 1], [0, 0]]), "trois points"),
        (polygon(SQUARE[:-1]), "finit par le point où il commence"),
        (polygon([["a", 0], *SQUARE]), "deux nombres"),
        (polygon([[0], *SQUARE]), "deux nombres"),
        (polygon([[True, False], *SQUARE]), "deux nombres"),
        (polygon([[float("nan"), 0], *SQUARE]), "sur Terre"),
        (polygon([[float("inf"), 0], *SQUARE]), "sur Terre"),
        (polygon([[10**400, 0], *SQUARE]), "sur Terre"),
        (polygon([[685000, 7060000], *SQUARE]), "degrés (WGS84)"),
        (polygon(SQUARE * 2000), "points"),
        ({"type": "FeatureCollection", "features": []}, "un seul contour"),
        ({"type": "Feature", "geometry": None}, "polygone"),
    ],
)
def test_what_is_no_outline_is_refused_with_the_reason(data: Any, said: str) -> None:
    with pytest.raises(BadOutline, match=re.escape(said)):
        outline_of(data)


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, " " * (outlines.LONGEST + 1), "12"])
def test_text_that_is_no_outline_is_refused(text: str) -> None:
    with pytest.raises(BadOutline):
        read(text)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.sampled_from(["type", "coordinates", "geometry", "features"]), inner)
    ),
    max_leaves=12,
)


@given(data=JSON, kind=st.sampled_from(["Polygon", "MultiPolygon", "Feature", "FeatureCollection"]))
def test_whatever_is_given_is_an_outline_or_refused(data: Any, kind: str) -> None:
    for given_data in (data, {"type": kind, "coordinates": data, "geometry": data}):
        try:
            outline = outline_of(given_data)
        except BadOutline:
            continue
        contains(outline, 0, 0)
        assert outline_of(json.loads(json.dumps(outline))) == outline
