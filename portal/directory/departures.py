"""What an agent leaves behind: each app above says what it keeps in an agent's name."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from portal.accounts.models import User
from portal.directory.colleagues import Colleagues
from portal.directory.coverage import coverage_of
from portal.directory.models import Departure
from portal.directory.roles import Role

# Hands over at most so many things to a colleague, or to nobody; returns how many have left the
# agent's hands. Arguments: the taker, who decides it, how many.
HandOver = Callable[[User | None, User, int], int]
Choices = Mapping[str, int | None]


@dataclass(frozen=True)
class Lot:
    """Things of one kind, in one service, that one colleague takes over.

    `code` is the same each time that the lot is counted. Without `hand_over` it only tells.
    """

    code: str
    heading: str
    label: str
    count: int
    service_id: int | None = None
    takers: tuple[User, ...] = ()
    proposed: User | None = None
    nobody: str = ""  # what becomes of them without a taker
    details: tuple[str, ...] = ()
    hand_over: HandOver | None = None

    def taker(self, choices: Choices) -> User | None:
        """Whom the choices give it to, if still allowed; the one proposed when they say nothing."""
        if self.code not in choices:
            return self.proposed
        return next((one for one in self.takers if one.pk == choices[self.code]), None)


ELSEWHERE = "Dans un service que vous n’administrez pas"
Source = Callable[[User, Colleagues], Iterable[Lot]]
_sources: list[Source] = []


def register(source: Source) -> Source:
    """Decorate, in the `departure.py` of an app, what gives the things it keeps in an agent's name.

    Once handed over, a thing is no longer in the lots that the source gives.
    """
    _sources.append(source)
    return source


def lots(leaver: User, by: User) -> list[Lot]:
    """All that the agent holds; of what `by` doesn't administer, how many things and no more."""
    colleagues = Colleagues(of=leaver)
    found = [lot for source in _sources for lot in source(leaver, colleagues)]
    return [
        lot
        if _administers(by, lot.service_id)
        else replace(lot, label=ELSEWHERE, takers=(), proposed=None, details=())
        for lot in found
    ]


def handed_over(departure: Departure, by: User) -> list[dict[str, Any]]:
    """What was handed over, as `by` may read it: other administrators than who decided it may."""
    return [
        line if _administers(by, line.get("service")) else line | {"label": ELSEWHERE, "name": "–"}
        for line in departure.done.values()
        if line["count"]
    ]


def _administers(by: User, service_id: int | None) -> bool:
    return service_id is None or coverage_of(by).has(service_id, Role.ADMINISTRATOR)
