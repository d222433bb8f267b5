"""What became of a task that a row named."""

from uuid import UUID

from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult


def has_failed(task_id: UUID | None) -> bool:
    """Whether it gave up, now or so long ago that its line is gone; not one never enqueued."""
    if task_id is None:
        return False
    found = DBTaskResult.objects.filter(pk=str(task_id))
    return not found.exclude(status=TaskResultStatus.FAILED).exists()
