"""A figure, its limit, and the table that shows them all."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """Something measured; `limit` is the most that it may be, or the least with `at_least`."""

    name: str
    measured: float
    limit: float | None = None
    unit: str = ""
    at_least: bool = False

    @property
    def missed(self) -> bool:
        if self.limit is None:
            return False
        return self.measured < self.limit if self.at_least else self.measured > self.limit

    @property
    def row(self) -> tuple[str, str, str, str]:
        limit = ""
        if self.limit is not None:
            limit = f"{'≥' if self.at_least else '≤'} {self.limit:g} {self.unit}"
        verdict = "" if self.limit is None else "MISSED" if self.missed else "ok"
        return self.name, limit.strip(), f"{self.measured:.4g} {self.unit}".strip(), verdict


def table(figures: Sequence[Figure]) -> str:
    """Aligned columns: figure, limit, measured, verdict."""
    rows = [("figure", "limit", "measured", ""), *(figure.row for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    return "\n".join("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
