"""What workers do about exports."""

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from portal.tasks import periodic

KEPT = timedelta(days=7)


@task
def write(export_id: str) -> None:
    from backoffice.exports import processing  # noqa: PLC0415 (weight)

    processing.write(export_id)


@periodic.register("exports.forget", every=timedelta(hours=6))
def forget() -> None:
    """Files go after seven days: they name people."""
    from backoffice.exports import workflow  # noqa: PLC0415 (it enqueues the task above)

    workflow.forget(before=timezone.now() - KEPT)
