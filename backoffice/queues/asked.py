"""The rows that an address asks of a queue: its filters, then what they keep."""

from dataclasses import dataclass

from django.http import QueryDict

from backoffice.queues import forms, search
from backoffice.queues.choices import Choices
from backoffice.queues.queues import Queue
from portal.accounts.models import User
from portal.demandes.querysets import DemandeQuerySet


@dataclass(frozen=True)
class Asked:
    """A queue with the filters in force, for this agent."""

    queue: Queue
    filters: forms.Filters
    rows: DemandeQuerySet  # in no order


def read(queue: Queue, query: QueryDict, agent: User) -> Asked:
    filters = forms.read(query, Choices(queue, agent), queue.without)
    rows = search.narrow(queue.demandes(agent), filters.active, agent, queue.order)
    return Asked(queue, filters, rows)
