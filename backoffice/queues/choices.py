"""What the filters offer: what the agent's services do, and what is in the queue."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q

from backoffice.queues.queues import THOSE_WHO_ANSWER, Queue
from backoffice.queues.search import NOBODY
from portal.accounts.models import User
from portal.demandes.querysets import DemandeQuerySet
from portal.directory.coverage import coverage_of
from portal.procedures.models import Procedure

LOOKED_AT = 1_000  # rows of the queue: a filter must not cost more than the list
Options = list[tuple[str, str]]


@dataclass
class Choices:
    """Values and labels for a queue's filters; nothing is read before a filter needs it.

    A demande may come from elsewhere, or have been taken by somebody who left: the procedures and
    agents of a thousand rows are added to those of the services.
    """

    queue: Queue
    agent: User

    def procedure(self) -> Options:
        return [("", "Toutes"), *((str(pk), title) for pk, title, *_ in self._procedures)]

    def theme(self) -> Options:
        themes = sorted({(order, name, pk) for *_, pk, name, order in self._procedures})
        return [("", "Tous"), *((str(pk), name) for _, name, pk in themes)]

    def assignee(self) -> Options:
        agents = ((str(pk), f"{first} {last}".strip()) for pk, first, last in self._agents)
        return [("", "Tous"), (NOBODY, "Personne"), *agents]

    @cached_property
    def _services(self) -> frozenset[int]:
        return coverage_of(self.agent).services(*self.queue.roles)

    @cached_property
    def _rows(self) -> DemandeQuerySet:
        return self.queue.demandes(self.agent)[:LOOKED_AT]

    @cached_property
    def _procedures(self) -> list[tuple[int, str, int, str, int]]:
        here = Q(service__in=self._services) | Q(pk__in=self._rows.values("procedure"))
        rows = Procedure.objects.filter(here).order_by("title", "pk")
        return list(rows.values_list("pk", "title", "theme", "theme__name", "theme__order"))

    @cached_property
    def _agents(self) -> list[tuple[int, str, str]]:
        here = Q(memberships__service__in=self._services, memberships__role__in=THOSE_WHO_ANSWER)
        rows = User.objects.filter(here | Q(pk__in=self._rows.values("assignee")), is_active=True)
        named = rows.distinct().order_by("last_name", "first_name", "pk")
        return list(named.values_list("pk", "first_name", "last_name"))
