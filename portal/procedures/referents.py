"""Who answers for a procedure, somewhere, one day: the most precise responsibility, its person."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date

from portal.accounts.models import User
from portal.directory.models import Service
from portal.procedures.models import Procedure, Responsibility

Codes = Callable[[], Collection[str]]


@dataclass(frozen=True)
class Referent:
    """Who answers: a person, or the service when there is nobody; and whom they stand in for."""

    service: Service
    person: User | None = None
    phone: str = ""
    instead_of: User | None = None
    until: date | None = None

    @property
    def email(self) -> str:
        return self.person.email if self.person else self.service.contact.email

    @property
    def reached_at(self) -> str:
        """A direct line, else the telephone of the service."""
        return self.phone or self.service.contact.phone


def referent(responsibility: Responsibility, *, on: date) -> Referent:
    """Who answers that day; no query after `with_people()`."""
    until = responsibility.away_until(on)
    person = responsibility.answering(on)
    stands_in = person is not None and person == responsibility.stand_in
    return Referent(
        responsibility.service,
        person,
        responsibility.stand_in_phone if stands_in else responsibility.phone if person else "",
        responsibility.agent if until else None,
        until,
    )


def best(
    held: Iterable[Responsibility],
    procedure: Procedure,
    *,
    communes: Collection[str],
    zones: Codes,
) -> Responsibility | None:
    """The one that fits most closely: for the procedure before its theme, for a zone before a
    commune before everywhere. `zones` is only called when one of them looks at zones.
    """
    fitting = [
        (one.procedure_id is not None, rank, -one.pk, one)
        for one in held
        if one.procedure_id == procedure.pk or one.theme_id == procedure.theme_id
        if (rank := _rank(one, communes, zones)) is not None
    ]
    return max(fitting, key=lambda one: one[:3])[3] if fitting else None


def _rank(one: Responsibility, communes: Collection[str], zones: Codes) -> int | None:
    """2 in one of its zones, 1 in one of its communes, 0 when it holds everywhere, else None."""
    if one.zones and not set(one.zones).isdisjoint(zones()):
        return 2
    if not set(one.communes).isdisjoint(communes):
        return 1
    return None if one.zones or one.communes else 0
