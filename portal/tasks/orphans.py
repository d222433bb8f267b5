"""Tasks left RUNNING by a worker that was killed go back to the queue."""

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult, DBTaskResultQuerySet

from portal.tasks.models import WorkerBeat

DEAD_AFTER = timedelta(seconds=60)
MAX_ATTEMPTS = 3
logger = logging.getLogger(__name__)


class WorkerLostError(Exception):
    """The workers that took the task died, each time."""


def requeue(*, dead_after: timedelta = DEAD_AFTER) -> int:
    """Give the tasks of dead workers to the living; returns how many.

    A task that has lost `MAX_ATTEMPTS` workers fails for good, lest it kill them all.
    """
    seen = WorkerBeat.objects.filter(seen_at__gte=timezone.now() - dead_after)
    alive = set(seen.values_list("worker_id", flat=True))
    if not _orphans(DBTaskResult.objects.running(), alive):
        return 0  # the usual case takes no lock
    with transaction.atomic():
        orphans = _orphans(DBTaskResult.objects.running().select_for_update(), alive)
        for task in orphans:
            _give_back(task)
    return len(orphans)


def _orphans(running: DBTaskResultQuerySet, alive: set[str]) -> list[DBTaskResult]:
    return [task for task in running if task.worker_ids[-1] not in alive]


def _give_back(task: DBTaskResult) -> None:
    logger.warning("Task id=%s path=%s lost its worker", task.pk, task.task_path)
    if len(task.worker_ids) >= MAX_ATTEMPTS:
        task.set_failed(WorkerLostError())
        return
    task.status = TaskResultStatus.READY
    task.save(update_fields=["status"])
