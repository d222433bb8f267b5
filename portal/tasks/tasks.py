"""Housekeeping of the queue itself."""

from datetime import timedelta

from django.core.management import call_command

from portal.tasks import beats, periodic

KEEP_DONE_DAYS = 7
KEEP_FAILED_DAYS = 60


@periodic.register("tasks.purge", every=timedelta(days=1))
def purge() -> None:
    """Forget finished tasks after a week, failed ones after two months, and old beats."""
    call_command(
        "prune_db_task_results",
        queue_name="*",
        min_age_days=KEEP_DONE_DAYS,
        failed_min_age_days=KEEP_FAILED_DAYS,
    )
    beats.forget_old_beats()
