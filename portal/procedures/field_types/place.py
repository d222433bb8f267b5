"""A place: words that suffice, and the point that a map or the telephone may add to them."""

import re
from dataclasses import dataclass
from typing import Any, Self

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import Script
from django.templatetags.static import static

from portal.procedures.field_types.base import FieldType, Part, Values, attributes
from portal.text.dates import NBSP

LONGEST_WORDS = 200
DECIMALS = 6  # of a degree: ten centimetres
FARTHEST_OFF = 100_000  # metres: a position vaguer than that tells nothing
_DEGREES = r"([+-]?\d{1,3}[.,]\d{2,20})"
POINT = re.compile(rf"{_DEGREES}\s*(?:;|,\s|\s|,(?=[+-]?\d+\.)),?\s*{_DEGREES}(?:;(\d{{1,6}}))?")
UNREADABLE = (
    "Écrivez la latitude puis la longitude, par exemple 50.291002, 2.777535. "
    "Ou décrivez seulement l’endroit avec des mots."
)
OUTSIDE = "Ce point est hors du territoire. Déplacez-le, ou décrivez seulement l’endroit."


@dataclass(frozen=True, slots=True)
class Point:
    """A position on Earth, and how many metres it may be off (None when nobody knows)."""

    lat: float
    lon: float
    accuracy: int | None = None

    @classmethod
    def read(cls, typed: str) -> Self:
        """From « 50.291002, 2.777535 », « 50,291 ; 2,777 »… Raises ValueError."""
        found = POINT.fullmatch(typed.strip())
        if not found:
            raise ValueError(typed)
        lat, lon = (round(float(part.replace(",", ".")), DECIMALS) for part in found.group(1, 2))
        if abs(lat) > 90 or abs(lon) > 180:
            raise ValueError(typed)
        accuracy = int(found[3]) if found[3] else None
        return cls(lat + 0.0, lon + 0.0, accuracy)  # no minus zero

    @classmethod
    def of(cls, answer: Any) -> "Point | None":
        """The point of an answer, which may have words only."""
        if not isinstance(answer, dict) or "lat" not in answer:
            return None
        return cls(answer["lat"], answer["lon"], answer.get("accuracy"))

    def __str__(self) -> str:
        """As every map reads it."""
        return f"{self.lat:.{DECIMALS}f}, {self.lon:.{DECIMALS}f}"

    @property
    def uri(self) -> str:
        """What follows `geo:` (RFC 5870): telephones open their own map with it."""
        return f"{self.lat:.{DECIMALS}f},{self.lon:.{DECIMALS}f}"

    def within(self, bounds: tuple[float, ...]) -> bool:
        """Whether it lies in a territory (south, west, north, east); none is the whole world."""
        if not bounds:
            return True
        south, west, north, east = bounds
        return south <= self.lat <= north and west <= self.lon <= east

    def words(self) -> str:
        off = f" (à {self.accuracy}{NBSP}mètres près)" if self.accuracy else ""
        return f"Position{NBSP}: {self}{off}"


class Words(forms.CharField):
    """Words are asked for, and a point alone is enough: the whole answer is judged, not they."""

    def validate(self, value: Any) -> None:
        """Nothing here: see Place.answer."""


class PlaceInput(forms.TextInput):
    """The words. Its script adds the person's position and the map, which comes when opened."""

    class Media:
        js = [Script("procedures/place.js", type="module")]
        css = {"all": ["procedures/place.css"]}


class Place(FieldType):
    """A place; kept as {"label", "lat", "lon", "accuracy"}, the point only when there is one."""

    code, label = "place", "Lieu"

    def parts(self) -> dict[str, Part]:
        common = self.common(self._missing())
        common["help_text"] = self.field.help or (
            "Une adresse ou un repère. Par exemple : devant le 12 rue des Tanneurs."
        )
        widget = PlaceInput({"data-place": "", "autocomplete": "off"} | map_settings())
        words = Words(max_length=LONGEST_WORDS, widget=widget, **common)
        point = forms.CharField(
            max_length=80, required=False, label="Coordonnées", widget=forms.HiddenInput
        )
        return {"": Part(words), "point": Part(point)}

    def answer(self, values: Values) -> Any:
        words = " ".join((values.get("") or "").split())
        typed = (values.get("point") or "").strip()
        if not typed and POINT.fullmatch(words):
            words, typed = "", words  # coordinates typed in place of words
        point = _read(typed) if typed else None
        if not words and point is None:
            if self.field.required:
                raise ValidationError({"": self._missing()})
            return None
        return {"label": words} | _kept(point)

    def initial(self, answer: Any) -> dict[str, Any]:
        point = Point.of(answer)
        accuracy = f";{point.accuracy}" if point and point.accuracy else ""
        return {
            "": (answer or {}).get("label", ""),
            "point": f"{point}{accuracy}" if point else "",
        }

    def display(self, answer: Any) -> list[str]:
        point = Point.of(answer)
        return [line for line in (answer.get("label"), point.words() if point else "") if line]

    def _missing(self) -> str:
        return f"Dites où pour « {self.field.label} » : une adresse, ou devant quoi."


def map_settings() -> dict[str, str]:
    """What the scripts of maps read on the element that they enhance."""
    return attributes(
        **{
            "data-tiles": settings.MAP_TILES,
            "data-attribution": settings.MAP_ATTRIBUTION,
            "data-bounds": ",".join(map(str, settings.MAP_BOUNDS)),
            "data-map": static("procedures/map.js"),
            "data-leaflet": static("leaflet/leaflet.js"),
            "data-leaflet-style": static("leaflet/leaflet.css"),
        }
    )


def _read(typed: str) -> Point:
    try:
        point = Point.read(typed)
    except ValueError:
        raise ValidationError({"": UNREADABLE}) from None
    if not point.within(settings.MAP_BOUNDS):
        raise ValidationError({"": OUTSIDE})
    return point


def _kept(point: Point | None) -> dict[str, Any]:
    if point is None:
        return {}
    known = point.accuracy if point.accuracy and point.accuracy <= FARTHEST_OFF else None
    return {"lat": point.lat, "lon": point.lon} | ({"accuracy": known} if known else {})
