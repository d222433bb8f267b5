"""One story per demande: who files what, when, and what becomes of it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid5

from portal.demandes.models import Demande
from portal.demo.data import read, read_all
from portal.demo.lives import PARIS, filed_at, moments
from portal.demo.people import People, Person, signed
from portal.directory.channels import Channel
from portal.procedures.compile import current_version
from portal.procedures.models import FormVersion, Procedure
from portal.procedures.schema import FormSchema

FAMILY = UUID("6e1bb1f8-46a7-4dd6-a8f4-2d0c4ee4b1a6")  # of the stories' keys
SHOWN = "certificat-urbanisme-4"  # the story that visitors are invited to track
CHANNELS = [Channel.ONLINE] * 10 + [Channel.TELEPHONE, Channel.DESK]
# Days: the oldest story, and since when most are over; the lives drawn, as often as they happen.
OLDEST, SETTLED = 59, 12
COMMON_LIVES = (
    *["closed"] * 6, *["answered"] * 3, "completed", "talked", "refused", "granted_late",
    "withdrawn", "partner", "returned", "late",
)  # fmt: skip
RECENT_LIVES = ("new", "new", "new", "taken", "taken", "assigned", "noted", "asked", "talked_open")


@dataclass
class Story:
    """A demande to be: all that its verbs need. `demande` is there once it is filed."""

    name: str
    procedure: Procedure
    version: FormVersion
    answers: dict[str, Any]
    files: dict[str, list[str]]
    words: dict[str, Any]  # what is said about such demandes: dossiers/*.json
    channel: Channel
    around: dict[str, Any]  # for whom, and how to reach the filer: columns of the draft
    steps: list[tuple[datetime, str]]
    chance: Random
    told: Counter[str] = field(default_factory=Counter)
    demande: Demande | None = None

    @property
    def key(self) -> UUID:
        return key_of(self.name)

    def one_of(self, kind: str) -> Any:
        """The next of the dossier's texts of this kind, in turn."""
        self.told[kind] += 1
        return self.last_of(kind)

    def last_of(self, kind: str) -> Any:
        """The same one as last time."""
        texts = self.words[kind]
        return texts[(self.told[kind] + self._rank) % len(texts)]

    @property
    def _rank(self) -> int:
        """Its number among the stories of its procedure: neighbours begin with other texts."""
        return int(self.name.rpartition("-")[2])


def key_of(name: str) -> UUID:
    """The draft key of a story's demande: the same wherever the demonstration is loaded."""
    return uuid5(FAMILY, name)


def told_lives() -> list[tuple[str, int, str]]:
    """(procedure, days ago, life) of each story written one by one."""
    return [(code, days_ago, life) for code, days_ago, life in read("lives")]


def more_lives() -> list[tuple[str, int, str]]:
    """As many others, over more procedures, as more_lives.json says; the same ones every time."""
    chance = Random("Val-de-Scarpe")  # noqa: S311 (no secret)
    return [
        (code, days_ago, chance.choice(COMMON_LIVES if days_ago > SETTLED else RECENT_LIVES))
        for code, count in read("more_lives").items()
        for days_ago in sorted(chance.sample(range(OLDEST), count), reverse=True)
    ]


def all_stories(now: datetime, lives: Iterable[tuple[str, int, str]]) -> Iterator[Story]:
    """A story for each of these lives, with the part of it that lies before now."""
    chance = Random("Arlencourt")  # noqa: S311 (no secret: the same territory every time)
    people, dossiers = People(chance), read_all("dossiers")
    procedures = {each.code: each for each in Procedure.objects.select_related("theme")}
    versions = {code: current_version(procedure) for code, procedure in procedures.items()}
    told: Counter[str] = Counter()
    last: dict[str, Person] = {}
    for code, days_ago, life in lives:
        cases = dossiers[code]["cases"]
        # A duplicate says again what the story before it said.
        case = cases[(told[code] - (life == "duplicate")) % len(cases)]
        told[code] += 1
        start = filed_at(now, days_ago, chance)
        schema = versions[code].form
        person = people.next()
        if told[code] % 4 == 3:  # somebody comes back
            person = last[code]
        last[code] = person
        answers = signed(case["answers"], schema, person, people.commune())
        yield Story(
            name=f"{code}-{told[code]}",
            procedure=procedures[code],
            version=versions[code],
            answers=dated(answers, schema, start.astimezone(PARIS).date()),
            files=case["files"],
            words=dossiers[code],
            channel=_channel(case, chance),
            around=case.get("around", {}),
            steps=[(start, "file"), *moments(life, start, chance)],
            chance=chance,
        )


def _channel(case: dict[str, Any], chance: Random) -> Channel:
    drawn = chance.choice(CHANNELS)  # in any case: the stories after it stay the same
    return Channel(case.get("channel", drawn))


def dated(answers: dict[str, Any], schema: FormSchema, filed_on: date) -> dict[str, Any]:
    """The answers with their dates: a number counts days from the day of filing."""
    days = {item.key for item in schema.fields() if item.type == "date"}
    return {
        key: (filed_on + timedelta(days=value)).isoformat()
        if key in days and isinstance(value, int)
        else value
        for key, value in answers.items()
    }
