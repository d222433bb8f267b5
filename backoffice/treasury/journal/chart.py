"""What came in each day, as bars: SVG that a template draws, the same figures being in a table."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from portal.text.money import display

WIDTH, HEIGHT, BASE = 620, 160, 140
STEP = WIDTH // 31


@dataclass(frozen=True)
class Bar:
    """In units of the drawing; `label` is the day of the month, under every fifth bar."""

    x: int
    y: int
    width: int
    height: int
    label: str
    title: str

    @property
    def middle(self) -> int:
        return self.x + self.width // 2


def bars(first: date, last: date, sums: Mapping[date, int], currency: str) -> list[Bar]:
    """One a day; the highest takes the whole height, and what isn't nothing is seen."""
    most = max(sums.values(), default=0)
    drawn = []
    for rank in range((last - first).days + 1):
        day = first + timedelta(days=rank)
        amount = sums.get(day, 0)
        height = max(amount * BASE // most, 2) if amount and most else 0
        marked = day.day == 1 or day.day % 5 == 0
        drawn.append(
            Bar(
                x=rank * STEP + 2,
                y=BASE - height,
                width=STEP - 4,
                height=height,
                label=str(day.day) if marked else "",
                title=f"{day:%d/%m}\u00a0: {display(amount, currency)}",
            )
        )
    return drawn
