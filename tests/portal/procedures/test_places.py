"""A place: words suffice, a point may be added, and it is never far from what was meant."""

from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from portal.procedures.conditions import is_empty
from portal.procedures.field_types import type_of
from portal.procedures.field_types.place import Point
from portal.procedures.forms import StepForm, step_form, summary
from portal.procedures.schema import Field, FormSchema, Step

TOWN = (50.2, 2.6, 50.4, 2.9)
LATITUDES = st.floats(-90, 90, allow_nan=False)
LONGITUDES = st.floats(-180, 180, allow_nan=False)


def place(**more: Any) -> Field:
    return Field.read({"key": "ou", "type": "place", "label": "Où est-ce ?"} | more)


def form(data: dict[str, str] | None = None, **more: Any) -> StepForm:
    return step_form(Step("lieu", "Lieu", fields=(place(**more),)), answers={}, data=data)


def answered(**data: str) -> dict[str, Any]:
    sent = form({name.replace("point", "ou__point"): value for name, value in data.items()})
    assert sent.is_valid(), sent.errors
    return sent.answers.get("ou", {})


def refused(**data: str) -> str:
    sent = form({name.replace("point", "ou__point"): value for name, value in data.items()})
    assert not sent.is_valid()
    return sent.errors["ou"][0]


def test_words_alone_are_an_answer() -> None:
    assert answered(ou="  devant le 12,  rue Basse ") == {"label": "devant le 12, rue Basse"}


def test_a_point_alone_is_an_answer_even_where_one_is_required() -> None:
    sent = form({"ou": "", "ou__point": "50.2910021, 2.7775352;8"}, required=True)
    assert sent.is_valid()
    assert sent.answers["ou"] == {"label": "", "lat": 50.291002, "lon": 2.777535, "accuracy": 8}


def test_nothing_is_refused_where_a_place_is_required() -> None:
    sent = form({"ou": " ", "ou__point": ""}, required=True)
    assert not sent.is_valid()
    assert "une adresse, ou devant quoi" in sent.errors["ou"][0]


def test_nothing_is_no_answer_where_a_place_is_optional() -> None:
    assert answered(ou="", point="") == {}


@pytest.mark.parametrize(
    "typed",
    ["50.291002, 2.777535", "50,291002 ; 2,777535", "50.291002,2.777535", "50,291002, 2,777535"],
)
def test_coordinates_may_be_typed_in_place_of_words(typed: str) -> None:
    assert answered(ou=typed) == {"label": "", "lat": 50.291002, "lon": 2.777535}


@pytest.mark.parametrize("words", ["12, 5 rue Basse", "12 5", "48, 2", "D 950.12, 3.5 km", "90.1"])
def test_words_with_numbers_stay_words(words: str) -> None:
    assert answered(ou=words) == {"label": words}


@pytest.mark.parametrize(
    "point",
    ["là-bas", "90.01, 2.5", "50.29, 180.5", "nan, 2.5", "1e999, 2.5", "50.29", "<b>", "9" * 80],
)
def test_a_point_that_is_nowhere_on_earth_is_refused_with_what_to_write(point: str) -> None:
    assert "50.291002, 2.777535" in refused(ou="rue Basse", point=point)


def test_a_point_outside_the_territory_is_refused(settings: Any) -> None:
    settings.MAP_BOUNDS = TOWN
    assert answered(ou="", point="50.29, 2.77")
    assert "hors du territoire" in refused(ou="rue Basse", point="48.85, 2.35")


def test_too_many_words_are_refused() -> None:
    assert "200" in refused(ou="a" * 201)


def test_a_position_that_may_be_anywhere_says_nothing_of_its_accuracy() -> None:
    assert "accuracy" not in answered(ou="", point="50.29, 2.77;100001")


@given(LATITUDES, LONGITUDES)
def test_a_point_is_kept_within_ten_centimetres(lat: float, lon: float) -> None:
    point = Point.read(f"{lat:.12f}, {lon:.12f}")
    assert abs(point.lat - lat) <= 5.1e-7
    assert abs(point.lon - lon) <= 5.1e-7


@given(LATITUDES, LONGITUDES, st.none() | st.integers(1, 100_000))
def test_what_is_drawn_again_is_what_was_kept(lat: float, lon: float, off: int | None) -> None:
    """The form shows the answer again, and takes it back unchanged."""
    kept = Point.read(f"{lat:.9f}, {lon:.9f}" + (f";{off}" if off else ""))
    answer = {"label": "", "lat": kept.lat, "lon": kept.lon} | ({"accuracy": off} if off else {})
    kind = type_of(place())
    assert kind.answer(kind.initial(answer)) == answer


@given(st.text(max_size=90))
def test_whatever_is_typed_is_read_or_refused(typed: str) -> None:
    try:
        point = Point.read(typed)
    except ValueError:
        return
    assert abs(point.lat) <= 90
    assert abs(point.lon) <= 180


def test_a_place_on_the_equator_is_an_answer() -> None:
    assert not is_empty(answered(ou="", point="0.000000, 0.000000"))


def test_a_place_is_read_as_words_then_coordinates() -> None:
    schema = FormSchema((Step("lieu", "Lieu", fields=(place(),)),))
    answer = {"label": "devant le 12", "lat": 50.291002, "lon": 2.777535, "accuracy": 8}
    [section] = summary(schema, {"ou": answer})
    assert section.rows[0].display == [
        "devant le 12",
        "Position\u00a0: 50.291002, 2.777535 (à 8\u00a0mètres près)",
    ]


def test_a_page_without_a_place_loads_no_script_for_one() -> None:
    text = Field.read({"key": "rue", "type": "text", "label": "Rue"})
    assert not str(step_form(Step("lieu", "Lieu", fields=(text,)), answers={}).media)


def test_the_map_is_offered_only_where_it_has_a_background(settings: Any) -> None:
    assert "data-tiles" not in str(form()["ou"])
    settings.MAP_TILES = "https://tiles.example.org/{z}/{x}/{y}.png"
    assert 'data-tiles="https://tiles.example.org/{z}/{x}/{y}.png"' in str(form()["ou"])


@pytest.mark.parametrize(
    ("tiles", "origin"),
    [
        ("https://tiles.example.org/{z}/{x}/{y}.png", "https://tiles.example.org"),
        ("https://{s}.tiles.example.org/{z}/{x}/{y}.png", "https://*.tiles.example.org"),
        ("/plan/{z}/{x}/{y}.svg", ""),
        ("", ""),
    ],
)
def test_pictures_come_from_us_and_from_the_map_s_own_host(
    client: Client, settings: Any, tiles: str, origin: str
) -> None:
    settings.MAP_TILES = tiles
    policy = client.get("/healthz").headers["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";") if part.strip())
    wanted = {"'self'", "data:", "blob:"} | ({origin} if origin else set())
    assert set(directives["img-src"].split()) == wanted
    assert origin not in directives["default-src"] or not origin
