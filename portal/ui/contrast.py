"""Whether a palette can be read: WCAG's contrast of the colours that tokens.css computes."""

import math
import re
from functools import lru_cache
from typing import NamedTuple

from portal.ui.stylesheets import FOLDER

Linear = tuple[float, float, float]
Tokens = dict[str, str]
COLOUR = re.compile(r"--([\w-]+): (#fff|oklch\([^/)]*(?:\([^)]*\))?[^/)]*\));")
TEXT, LINES = 4.5, 3.0  # WCAG 2.2: 1.4.3 and 1.4.11
GROUNDS = ("ground", "raised", "sunk", "brand-wash")
PAIRS = [
    *[(ink, ground, TEXT) for ink in ("text", "quiet", "brand") for ground in GROUNDS],
    *[(ink, f"{ink}-wash", TEXT) for ink in ("good", "warn", "bad")],
    *[(ink, ground, TEXT) for ink in ("good", "warn", "bad") for ground in GROUNDS],
    *[("text", f"{tone}-wash", TEXT) for tone in ("good", "warn", "bad")],
    *[("quiet", f"{tone}-wash", TEXT) for tone in ("warn", "good")],
    ("brand-strong", "ground", TEXT),
    ("brand-strong", "brand-wash", TEXT),
    ("on-brand", "brand", TEXT),
    *[("line-strong", ground, LINES) for ground in GROUNDS],
    ("focus", "focus-ring", LINES),
]


class Weak(NamedTuple):
    """Two colours that are too near each other."""

    scheme: str
    ink: str
    ground: str
    ratio: float
    least: float


def weak_pairs(hue: int, schemes: dict[str, Tokens] | None = None) -> list[Weak]:
    """The pairs of the palette of this hue that can't be read, by light and by dark."""
    return [
        Weak(scheme, ink, ground, ratio, least)
        for scheme, tokens in (schemes or declared()).items()
        for ink, ground, least in PAIRS
        if (ratio := contrast(*(linear_rgb(tokens[name], hue) for name in (ink, ground)))) < least
    ]


@lru_cache
def declared() -> dict[str, Tokens]:
    """The colours of each scheme, as tokens.css writes them."""
    sheet = (FOLDER / "tokens.css").read_text(encoding="utf-8")
    light, dark = (dict(COLOUR.findall(part)) for part in sheet.split("@media"))
    return {"light": light, "dark": light | dark}


def linear_rgb(colour: str, hue: int) -> Linear:
    """A colour of the tokens in linear sRGB, cut to what a screen shows.

    OKLCH to sRGB: matrices of CSS Color 4, section 10.
    """
    if colour == "#fff":
        return (1.0, 1.0, 1.0)
    words = colour.removeprefix("oklch(").removesuffix(")").replace("var(--hue)", str(hue)).split()
    light, chroma, angle = float(words[0].rstrip("%")) / 100, float(words[1]), float(words[2])
    a, b = chroma * math.cos(math.radians(angle)), chroma * math.sin(math.radians(angle))
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    cut = [min(max(part, 0.0), 1.0) for part in (red, green, blue)]
    return cut[0], cut[1], cut[2]


def contrast(one: Linear, other: Linear) -> float:
    """WCAG's ratio of relative luminances."""
    luminances = sorted(0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (one, other))
    return (luminances[1] + 0.05) / (luminances[0] + 0.05)
