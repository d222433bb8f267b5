"""Periodic jobs: when they start, and that they start once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from portal.tasks import beats, periodic
from portal.tasks.models import PeriodicJob, WorkerBeat
from portal.tasks.ticking import tick
from tests.portal.tasks import samples
from tests.portal.tasks.workers import run_tasks

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
runs: list[str] = []


def note() -> None:
    runs.append("note")


def fail() -> None:
    raise RuntimeError


@pytest.fixture
def jobs() -> Iterator[dict[str, periodic.Entry]]:
    """An empty registry, the real one put back afterwards."""
    kept = dict(periodic.registry)
    periodic.registry.clear()
    runs.clear()
    yield periodic.registry
    periodic.registry.clear()
    periodic.registry.update(kept)


def test_the_housekeeping_jobs_are_registered_at_start() -> None:
    assert {"tasks.purge", "messaging.sweep"} <= set(periodic.registry)


def test_two_jobs_cannot_share_a_name(jobs: dict) -> None:
    periodic.register("note", every=timedelta(hours=1))(note)
    with pytest.raises(ValueError, match="note"):
        periodic.register("note", every=timedelta(hours=1))(fail)


@pytest.mark.django_db
def test_a_job_runs_once_per_period(jobs: dict) -> None:
    periodic.register("note", every=timedelta(hours=1))(note)
    with time_machine.travel(START, tick=False) as clock:
        assert tick() == ["note"]
        run_tasks()
        assert tick() == []
        clock.shift(timedelta(minutes=59))
        assert tick() == []
        clock.shift(timedelta(minutes=1))
        assert tick() == ["note"]
        run_tasks()
    assert runs == ["note", "note"]


@pytest.mark.django_db
def test_a_job_still_under_way_is_not_started_again(jobs: dict) -> None:
    periodic.register("note", every=timedelta(minutes=1))(note)
    with time_machine.travel(START, tick=False) as clock:
        assert tick() == ["note"]
        clock.shift(timedelta(minutes=5))
        assert tick() == []
        run_tasks()
        assert tick() == ["note"]


@pytest.mark.django_db
def test_a_job_that_fails_is_seen_and_tried_at_its_next_period(jobs: dict) -> None:
    periodic.register("fail", every=timedelta(minutes=1))(fail)
    with time_machine.travel(START, tick=False) as clock:
        tick()
        run_tasks()
        assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED
        clock.shift(timedelta(minutes=1))
        assert tick() == ["fail"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_ticks_at_once_start_a_job_once(jobs: dict) -> None:
    periodic.register("note", every=timedelta(hours=1))(note)
    together = Barrier(4)
    started: list[str] = []

    def go() -> None:
        together.wait()
        started.extend(tick())
        connection.close()

    threads = [Thread(target=go) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert started == ["note"]
    assert PeriodicJob.objects.count() == 1
    assert DBTaskResult.objects.count() == 1


@pytest.mark.django_db
def test_the_command_names_what_it_starts(jobs: dict, capsys: pytest.CaptureFixture[str]) -> None:
    periodic.register("note", every=timedelta(hours=1))(note)
    call_command("tick")
    assert capsys.readouterr().out == "note\n"


@pytest.mark.django_db
def test_finished_tasks_and_old_beats_are_purged() -> None:
    with time_machine.travel(START, tick=False) as clock:
        beats.beat("old")
        samples.wait_for.enqueue("unused")
        DBTaskResult.objects.get().set_successful(None)
        samples.wait_for.enqueue("unused")
        DBTaskResult.objects.get(status=TaskResultStatus.READY).set_failed(RuntimeError())
        clock.shift(timedelta(days=8))
        beats.beat("young")
        periodic.registry["tasks.purge"].function()
        assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED
        clock.shift(timedelta(days=60))
        periodic.registry["tasks.purge"].function()
    assert not DBTaskResult.objects.exists()
    assert not WorkerBeat.objects.exists()
