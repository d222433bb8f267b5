"""The plan of a territory that doesn't exist: the squares of a map, drawn one by one."""

from itertools import pairwise
from random import Random

from django.http import HttpRequest, HttpResponse

from portal.accounts.access import public
from portal.messaging.views import demo_only

SIDE = 256  # pixels of a square
STREETS = 3  # of each direction across a square
GROUND, PARK, BLOCK, STREET = "#eceae4", "#cfe3c4", "#ddd8cc", "#ffffff"


@public
@demo_only
def square(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """One square; the same streets each time, which go on into the next ones."""
    return HttpResponse(drawn(z, x, y), content_type="image/svg+xml")


def drawn(z: int, x: int, y: int) -> str:
    """Streets cross the whole plan, so that squares fit; houses and parks fill what is left."""
    columns, rows = _streets(f"{z}x{x}"), _streets(f"{z}y{y}")
    chance = Random(f"{z}/{x}/{y}")  # noqa: S311 (no secret: the same plan every time)
    blocks = [
        f'<rect x="{left + 8}" y="{top + 8}" width="{right - left - 16}" '
        f'height="{bottom - top - 16}" rx="3" fill="{PARK if chance.random() < 0.15 else BLOCK}"/>'
        for left, right in pairwise(columns)
        for top, bottom in pairwise(rows)
    ]
    ways = [f'<path d="M{at} 0V{SIDE}" stroke-width="9"/>' for at in columns[1:-1]]
    ways += [f'<path d="M0 {at}H{SIDE}" stroke-width="9"/>' for at in rows[1:-1]]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{SIDE}" height="{SIDE}">'
        f'<rect width="{SIDE}" height="{SIDE}" fill="{GROUND}"/>{"".join(blocks)}'
        f'<g stroke="{STREET}">{"".join(ways)}</g></svg>'
    )


def _streets(name: str) -> list[int]:
    """Where streets cross a row or a column of squares, its two edges included."""
    chance, gap = Random(name), SIDE // STREETS  # noqa: S311 (no secret)
    middles = [gap * number + gap // 2 + chance.randint(-14, 14) for number in range(STREETS)]
    return [0, *middles, SIDE]
