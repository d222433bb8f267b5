"""Trying again later: the intervals, and tasks that do so by themselves."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
import time_machine
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from hypothesis import given
from hypothesis import strategies as st

from portal.tasks.retry import LONGEST, SHORTEST, next_try
from tests.portal.tasks import samples
from tests.portal.tasks.workers import run_tasks

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TWO_DAYS = timedelta(hours=48)


def tries_until_the_end(during: timedelta) -> list[timedelta]:
    """How long after the first try each other one comes, when all fail."""
    tries = [timedelta(0)]
    while True:
        with time_machine.travel(START + tries[-1], tick=False):
            at = next_try(since=START, during=during)
        if at is None:
            return tries
        tries.append(at - START)


def test_the_wait_doubles_from_a_minute_to_four_hours() -> None:
    minutes = [wait.total_seconds() / 60 for wait in tries_until_the_end(TWO_DAYS)]
    assert minutes[:10] == [0, 1, 2, 4, 8, 16, 32, 64, 128, 256]
    waits = [later - sooner for sooner, later in pairwise(minutes[9:])]
    assert max(waits) == 240


def test_the_last_try_comes_at_the_very_end() -> None:
    assert tries_until_the_end(TWO_DAYS)[-1] == TWO_DAYS


@given(st.timedeltas(min_value=timedelta(0), max_value=timedelta(hours=60)))
def test_a_next_try_is_later_than_now_and_within_the_period(elapsed: timedelta) -> None:
    with time_machine.travel(START + elapsed, tick=False):
        at = next_try(since=START, during=TWO_DAYS)
    if elapsed >= TWO_DAYS:
        assert at is None
    else:
        assert at is not None
        assert START + elapsed < at <= START + TWO_DAYS
        assert at - (START + elapsed) <= LONGEST
        assert at - (START + elapsed) >= SHORTEST or at == START + TWO_DAYS


@pytest.mark.django_db
def test_a_retrying_task_comes_back_later_until_it_succeeds(tmp_path: Path) -> None:
    visits = tmp_path / "visits"
    with time_machine.travel(START, tick=False) as clock:
        samples.knock.enqueue(str(visits))
        run_tasks()
        run_tasks()
        assert visits.read_text().count("knock") == 1, "the second try isn't due yet"
        clock.shift(timedelta(minutes=1))
        run_tasks()
        Path(f"{visits}.open").touch()
        clock.shift(timedelta(minutes=1))
        run_tasks()
        clock.shift(timedelta(hours=3))
        run_tasks()
    assert visits.read_text().count("knock") == 3
    assert [task.return_value for task in DBTaskResult.objects.order_by("enqueued_at")] == [
        None,
        None,
        "in",
    ]


@pytest.mark.django_db
def test_a_task_that_fails_to_the_end_is_seen_among_the_failed(tmp_path: Path) -> None:
    visits = tmp_path / "visits"
    with time_machine.travel(START, tick=False) as clock:
        samples.knock.enqueue(str(visits))
        for _minute in range(130):
            run_tasks()
            clock.shift(timedelta(minutes=1))
    failed = DBTaskResult.objects.get(status=TaskResultStatus.FAILED)
    assert failed.exception_class_path == "tests.portal.tasks.samples.NotYetError"
    assert visits.read_text().count("knock") == 9
    assert not DBTaskResult.objects.ready().exists()
