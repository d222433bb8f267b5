"""From words to the numbers to call first."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.apps import apps

from portal.directory.public_holidays import Territory
from search.danger.kinds import Danger
from search.danger.reading import dangers

DEFAULTS = Path(__file__).parent / "data" / "numbers.json"
SHOWN = ("name", "number", "why", "when", "by_sms")
FIELDS = (*SHOWN, "territory", "kinds", "order")
COMMON = ""


@dataclass(frozen=True)
class Emergency:
    """A number to call now: who answers, why, and when."""

    name: str
    number: str
    why: str
    when: str
    by_sms: bool = False

    @property
    def url(self) -> str:
        digits = self.number.replace(" ", "")
        return f"{'sms' if self.by_sms else 'tel'}:{digits}"


def emergencies(text: str, territory: str = Territory.METROPOLE) -> tuple[Emergency, ...]:
    """The numbers to show before anything else, best first; nothing when no word says danger.

    No query then; one when there is. `territory` is that of the organisation that speaks.
    """
    found = dangers(text)
    return numbers_for(found, territory) if found else ()


def numbers_for(
    found: Iterable[Danger], territory: str = Territory.METROPOLE
) -> tuple[Emergency, ...]:
    """The numbers of these dangers there, those of the first danger first, none twice."""
    kept = _of(territory, _rows(territory))
    shipped = _of(territory, defaults())
    numbers: dict[str, Emergency] = {}
    for danger in found:
        for row in _about(danger, kept) or _about(danger, shipped):
            emergency = Emergency(**{name: row[name] for name in SHOWN})
            numbers.setdefault(emergency.number, emergency)
    return tuple(numbers.values())


@lru_cache(maxsize=1)
def defaults() -> list[dict[str, Any]]:
    """The numbers that ship with the code: one row per number and territory."""
    written = json.loads(DEFAULTS.read_text(encoding="utf-8"))
    return [
        {"when": written["always"], "by_sms": False} | row | {"territory": territory}
        for row in written["numbers"]
        for territory in row["territories"]
    ]


def _rows(territory: str) -> list[dict[str, Any]]:
    numbers = apps.get_model("search_danger", "EmergencyNumber").objects
    return list(numbers.filter(territory__in={COMMON, territory}).values(*FIELDS))


def _of(territory: str, rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The territory's own rows when it has any, else the common ones; in order."""
    rows = sorted(rows, key=lambda row: row["order"])
    own = [row for row in rows if row["territory"] == territory]
    return own or [row for row in rows if row["territory"] == COMMON]


def _about(danger: Danger, rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [row for row in rows if danger.value in row["kinds"]]
