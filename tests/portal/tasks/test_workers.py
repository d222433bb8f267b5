"""Workers: their beats, and what becomes of the tasks of a dead one."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from portal.tasks import beats, orphans
from portal.tasks.models import PeriodicJob, WorkerBeat
from tests.portal.tasks import samples
from tests.portal.tasks.forked import ForkedWorker
from tests.portal.tasks.workers import WorkerProcess, wait_until

StartWorker = Callable[..., ForkedWorker]
real_processes = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def running_task(*workers: str) -> DBTaskResult:
    """A task that the last of these workers has taken."""
    task = DBTaskResult.objects.get(pk=samples.wait_for.enqueue("unused").id)
    for worker in workers:
        task.claim(worker)
    return task


@pytest.mark.django_db
def test_there_is_no_last_beat_before_the_first() -> None:
    assert beats.last_beat() is None


@pytest.mark.django_db
def test_the_last_beat_is_that_of_the_liveliest_worker() -> None:
    beats.beat("one")
    WorkerBeat.objects.update(seen_at=timezone.now() - timedelta(hours=1))
    beats.beat("two")
    last = beats.last_beat()
    assert last is not None
    assert timezone.now() - last < timedelta(seconds=5)


@pytest.mark.django_db
def test_the_task_of_a_beating_worker_is_left_to_it() -> None:
    beats.beat("alive")
    task = running_task("alive")
    assert orphans.requeue() == 0
    task.refresh_from_db()
    assert task.status == TaskResultStatus.RUNNING


@pytest.mark.django_db
def test_the_task_of_a_silent_worker_goes_back_to_the_queue() -> None:
    beats.beat("dead")
    WorkerBeat.objects.update(seen_at=timezone.now() - 2 * orphans.DEAD_AFTER)
    task = running_task("dead")
    assert orphans.requeue() == 1
    task.refresh_from_db()
    assert task.status == TaskResultStatus.READY


@pytest.mark.django_db
def test_a_task_that_has_lost_three_workers_fails() -> None:
    task = running_task("first", "second", "third")
    assert orphans.requeue() == 1
    task.refresh_from_db()
    assert task.status == TaskResultStatus.FAILED
    assert task.exception_class_path == "portal.tasks.orphans.WorkerLostError"


@real_processes
def test_a_worker_beats_ticks_and_stops_when_asked(worker_command: WorkerProcess) -> None:
    wait_until(lambda: PeriodicJob.objects.filter(name="tasks.purge").exists())
    wait_until(lambda: DBTaskResult.objects.successful().exists())
    assert beats.last_beat() is not None
    assert worker_command.stop() == 0


@real_processes
def test_a_long_task_does_not_look_like_death(start_worker: StartWorker, tmp_path: Path) -> None:
    visits = tmp_path / "visits"
    result = samples.wait_for.enqueue(str(visits))
    start_worker()
    start_worker()
    wait_until(visits.exists)
    first = beats.last_beat()
    assert first is not None
    wait_until(lambda: (beats.last_beat() or first) > first + timedelta(seconds=4))
    Path(f"{visits}.go").touch()
    wait_until(lambda: DBTaskResult.objects.successful().filter(pk=result.id).exists())
    assert visits.read_text().count("begun") == 1


@real_processes
def test_the_task_of_a_killed_worker_is_done_by_another(
    start_worker: StartWorker, tmp_path: Path
) -> None:
    visits = tmp_path / "visits"
    result = samples.wait_for.enqueue(str(visits))
    first = start_worker()
    wait_until(visits.exists)
    first.kill()
    Path(f"{visits}.go").touch()
    start_worker()
    wait_until(lambda: DBTaskResult.objects.successful().filter(pk=result.id).exists())
    task = DBTaskResult.objects.get(pk=result.id)
    assert len(set(task.worker_ids)) == 2
    assert visits.read_text().count("begun") == 2
