"""One tick: what any process may do, at any moment, as often as it likes."""

from datetime import timedelta

from portal.tasks import orphans, periodic


def tick(*, dead_after: timedelta = orphans.DEAD_AFTER) -> list[str]:
    """Requeue the tasks of dead workers and start the periodic jobs that are due; returns these."""
    orphans.requeue(dead_after=dead_after)
    return periodic.start_due()
