"""What the filters offer: what the agent's services do, and what is in the queue."""

from dataclasses import dataclass

from django.db.models import Q

from backoffice.queues.queues import THOSE_WHO_ANSWER, Queue
from backoffice.queues.search import NOBODY
from portal.accounts.models import User
from portal.directory.coverage import coverage_of
from portal.procedures.models import Procedure

LOOKED_AT = 1_000  # rows of the queue: a filter must not cost more than the list
Options = list[tuple[str, str]]


@dataclass(frozen=True)
class Choices:
    """Values and labels, in order, without the one that means all."""

    procedures: Options
    themes: Options
    agents: Options

    def by_field(self) -> dict[str, Options]:
        nobody = (NOBODY, "Personne")
        return {
            "procedure": [("", "Toutes"), *self.procedures],
            "theme": [("", "Tous"), *self.themes],
            "assignee": [("", "Tous"), nobody, *self.agents],
        }


def choices(queue: Queue, agent: User) -> Choices:
    """In two queries, whose cost doesn't grow with the queue.

    A demande may come from elsewhere, or have been taken by somebody who left: the procedures and
    agents of a thousand rows are added to those of the services.
    """
    services = coverage_of(agent).services(*queue.roles)
    rows = queue.demandes(agent)[:LOOKED_AT]
    procedures = list(
        Procedure.objects.filter(Q(service__in=services) | Q(pk__in=rows.values("procedure")))
        .order_by("title", "pk")
        .values_list("pk", "title", "theme", "theme__name", "theme__order")
    )
    handling = Q(memberships__service__in=services, memberships__role__in=THOSE_WHO_ANSWER)
    agents = (
        User.objects.filter(handling | Q(pk__in=rows.values("assignee")), is_active=True)
        .distinct()
        .order_by("last_name", "first_name", "pk")
        .values_list("pk", "first_name", "last_name")
    )
    themes = sorted({(order, name, pk) for _, _, pk, name, order in procedures})
    return Choices(
        [(str(pk), title) for pk, title, *_ in procedures],
        [(str(pk), name) for _, name, pk in themes],
        [(str(pk), f"{first} {last}".strip()) for pk, first, last in agents],
    )
