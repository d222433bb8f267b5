"""What becomes of a demande: the verbs of each life, and when they happen."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from portal.directory.public_holidays import Territory, holidays_of
from portal.directory.working_days import add_working_days

PARIS = ZoneInfo("Europe/Paris")
# Each verb (see verbs.py) with the working days since the one before.
LIVES: dict[str, tuple[tuple[str, int], ...]] = {
    "new": (),
    "late": (),
    "assigned": (("assign", 1),),
    "taken": (("take", 1),),
    "noted": (("take", 1), ("cite", 1)),
    "protected": (("take", 1), ("protect", 0), ("note", 1)),
    "talked": (("take", 1), ("tell", 1), ("hear", 1), ("answer", 3), ("close", 6)),
    "talked_open": (("take", 1), ("tell", 2), ("hear", 1)),
    "asked": (("take", 1), ("ask", 1)),
    "asked_extra": (("take", 1), ("ask_extra", 1)),
    "provided": (("take", 1), ("ask", 1), ("provide", 5)),
    "completed": (("take", 1), ("ask", 1), ("provide", 4), ("answer", 3), ("close", 8)),
    "partner": (("take", 1), ("ask_partner", 2)),
    "returned": (("take", 1), ("ask_partner", 1), ("resume", 6), ("answer", 2)),
    "chased": (("take", 1), ("keep", 1), ("chase", 4)),
    "kept_to_the_end": (("keep", 1), ("take", 2), ("chase", 3), ("answer", 2), ("confirm", 3)),
    "to_confirm": (("keep", 1), ("take", 1), ("answer", 3)),
    "tossed_about": (
        ("keep", 1),
        ("forward", 1),
        ("forward_back", 2),
        ("forward", 2),
        ("entrust", 1),
    ),
    "let_go": (("keep", 1), ("take", 1), ("leave", 2)),
    "forwarded": (("forward", 1), ("take", 1), ("note", 1)),
    "requalified": (("requalify", 1), ("take", 1), ("note", 1)),
    "proposed": (("take", 1), ("propose_procedure", 2)),
    "answered": (("take", 1), ("note", 1), ("answer", 2)),
    "closed": (("take", 1), ("answer", 3), ("close", 7)),
    "refused": (("take", 1), ("note", 2), ("refuse", 9)),
    "partial": (("take", 1), ("note", 3), ("grant_in_part", 8)),
    "granted_late": (("assign", 3), ("note", 9), ("answer", 18)),
    "reopened": (("take", 1), ("answer", 4), ("hear", 2), ("reopen", 1)),
    "withdrawn": (("take", 1), ("withdraw", 2)),
    "duplicate": (("mark_duplicate", 1),),
    "opened": (("take", 1), ("open_exceptionally", 2), ("note", 3)),
}


def filed_at(now: datetime, days_ago: int, chance: Random) -> datetime:
    """A moment of that day, early or late as people file; shortly before now for today's."""
    if days_ago == 0:
        return now - timedelta(minutes=chance.randint(8, 170))
    day = (now - timedelta(days=days_ago)).astimezone(PARIS).date()
    return datetime.combine(day, time(chance.randint(7, 21), chance.randint(0, 59)), PARIS)


def moments(life: str, start: datetime, chance: Random) -> Iterator[tuple[datetime, str]]:
    """(when, verb) of a life that began then, in office hours of working days; no end at now."""
    at = start
    for verb, days in LIVES[life]:
        holidays = holidays_of(Territory.METROPOLE, (at.year, at.year + 1))
        day = add_working_days(at.astimezone(PARIS).date(), days, holidays)
        at = datetime.combine(day, time(chance.randint(9, 16), chance.randint(0, 59)), PARIS)
        yield at, verb
