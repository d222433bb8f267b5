"""Jobs that come back: registered once in code, started once per period whoever ticks."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from portal.tasks.models import PeriodicJob

Job = Callable[[], None]
URGENT = 50  # before the mail that waits


@dataclass(frozen=True)
class Entry:
    function: Job
    every: timedelta


registry: dict[str, Entry] = {}


def register(name: str, *, every: timedelta) -> Callable[[Job], Job]:
    """Decorate a function, in an app's `tasks.py`, that is to run every so often.

    A job may be run again after a crash: it must bear it. Raises ValueError on a name taken.
    """

    def add(function: Job) -> Job:
        if name in registry:
            raise ValueError(f"Two periodic jobs are called {name}")
        registry[name] = Entry(function, every)
        return function

    return add


@task(priority=URGENT)
def run(name: str) -> None:
    """Run a job as a task: any worker may, a failure is seen, a crash is made good."""
    registry[name].function()


def start_due() -> list[str]:
    """Start the jobs whose period is over; returns their names."""
    last = dict(PeriodicJob.objects.values_list("name", "started_at"))
    now = timezone.now()
    due = [name for name, job in registry.items() if _is_due(last.get(name), job.every, now)]
    return [name for name in due if _start(name, registry[name].every)]


def _start(name: str, every: timedelta) -> bool:
    """Start the job unless somebody just did, or its last run is still under way."""
    PeriodicJob.objects.get_or_create(name=name)
    with transaction.atomic():
        job = PeriodicJob.objects.select_for_update().get(name=name)
        now = timezone.now()
        if not _is_due(job.started_at, every, now) or _under_way(job):
            return False
        job.started_at = now
        job.task_id = run.enqueue(name).id
        job.save()
    return True


def _is_due(last: datetime | None, every: timedelta, now: datetime) -> bool:
    return last is None or last + every <= now


def _under_way(job: PeriodicJob) -> bool:
    if job.task_id is None:
        return False
    unfinished = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
    return DBTaskResult.objects.filter(pk=job.task_id, status__in=unfinished).exists()
