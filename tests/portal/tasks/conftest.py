"""Worker processes that end with the test."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.portal.tasks.workers import WorkerProcess


@pytest.fixture
def start_worker(
    django_db_serialized_rollback: None, transactional_db: None, tmp_path: Path
) -> Iterator[Callable[..., WorkerProcess]]:
    started: list[WorkerProcess] = []

    def start(**options: int) -> WorkerProcess:
        started.append(WorkerProcess(tmp_path / "worker.log", **options))
        return started[-1]

    yield start
    for worker in started:
        worker.kill()
