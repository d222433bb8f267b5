"""How many demandes wait in each queue: two queries for all, one while nothing happens."""

from zlib import crc32

from django.core.cache import cache
from django.db.models import IntegerField, Max, Subquery
from django.utils import timezone

from backoffice.queues.queues import Queue
from portal.accounts.models import User
from portal.demandes.models import JournalEntry
from portal.demandes.querysets import ENVELOPE_ROLES
from portal.directory.coverage import coverage_of
from portal.ui.keyset import CAP, Count

KEPT = 30  # seconds: bounds what a transaction that ends late could leave behind


class CountedRows(Subquery):
    """How many rows a query gives; a limit in the query bounds what is read."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) AS counted)"
    output_field = IntegerField()
    empty_result_set_value = 0  # of an agent without a service


def counts(agent: User, queues: list[Queue]) -> dict[str, Count]:
    """The count of each counted queue by its slug; none reads more than `CAP` + 1 rows."""
    counted = [queue for queue in queues if queue.counted]
    if not counted:
        return {}
    found = cache.get_or_set(_key(agent), lambda: _read(agent, counted), KEPT)
    return {
        queue.slug: Count(min(number, CAP), capped=number > CAP)
        for queue, number in zip(counted, found or (), strict=True)
    }


def forget(agent: User) -> None:
    """The agent has read what was counted, which no journal tells."""
    cache.delete(_key(agent))


def _key(agent: User) -> str:
    """Changes with whatever changes a count: a verb, the agent's rights, the day.

    Each verb writes in the journal, so that nobody ever sees a count from before their own act.
    """
    last = JournalEntry.objects.aggregate(last=Max("pk"))["last"]
    services = coverage_of(agent).services(*ENVELOPE_ROLES)
    rights = crc32(repr((sorted(agent.roles_held), sorted(services))).encode())
    return f"queues:{agent.pk}:{rights}:{last}:{timezone.localdate()}"


def _read(agent: User, counted: list[Queue]) -> tuple[int, ...]:
    limited = [CountedRows(queue.waiting(agent).values("pk")[: CAP + 1]) for queue in counted]
    # One row, whichever: the subqueries don't look at it.
    return User.objects.filter(pk=agent.pk).values_list(*limited).get()
