"""How many demandes wait in each queue, in one query for all."""

from django.db.models import IntegerField, Subquery

from backoffice.queues.queues import Queue
from portal.accounts.models import User
from portal.ui.keyset import CAP, Count


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
    limited = [CountedRows(queue.demandes(agent).values("pk")[: CAP + 1]) for queue in counted]
    # One row, whichever: the subqueries don't look at it.
    found = User.objects.filter(pk=agent.pk).values_list(*limited).get()
    return {
        queue.slug: Count(min(number, CAP), capped=number > CAP)
        for queue, number in zip(counted, found, strict=True)
    }
