"""Every hue an organisation may choose keeps its contrast, by light and by dark."""

import math
import re

import pytest

from portal.ui.stylesheets import FOLDER

Linear = tuple[float, float, float]
TOKENS = (FOLDER / "tokens.css").read_text(encoding="utf-8")
LIGHT, DARK = TOKENS.split("@media")
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


def declared(css: str) -> dict[str, str]:
    return dict(COLOUR.findall(css))


SCHEMES = {"light": declared(LIGHT), "dark": declared(LIGHT) | declared(DARK)}


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


def test_the_formula_gives_the_known_contrast_of_white_and_black() -> None:
    assert contrast(linear_rgb("#fff", 0), linear_rgb("oklch(0% 0 0)", 0)) == pytest.approx(21)


def test_the_formula_turns_oklch_into_the_known_red() -> None:
    assert linear_rgb("oklch(62.796% .25768 29.234)", 0) == pytest.approx((1, 0, 0), abs=1e-3)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_every_hue_is_readable(scheme: str, ink: str, ground: str, least: float) -> None:
    tokens = SCHEMES[scheme]
    weak = {
        hue: round(ratio, 2)
        for hue in range(360)
        if (ratio := contrast(linear_rgb(tokens[ink], hue), linear_rgb(tokens[ground], hue)))
        < least
    }
    assert weak == {}
