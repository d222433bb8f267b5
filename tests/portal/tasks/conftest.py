"""Worker processes that end with the test."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.portal.tasks.forked import ForkedWorker, loaded
from tests.portal.tasks.workers import WorkerProcess

__all__ = ["loaded"]


@pytest.fixture
def start_worker(
    loaded: None, django_db_serialized_rollback: None, transactional_db: None, tmp_path: Path
) -> Iterator[Callable[..., ForkedWorker]]:
    started: list[ForkedWorker] = []

    def start(**options: Any) -> ForkedWorker:
        started.append(ForkedWorker(tmp_path / "worker.log", **options))
        return started[-1]

    yield start
    for worker in started:
        worker.kill()


@pytest.fixture
def worker_command(
    django_db_serialized_rollback: None, transactional_db: None, tmp_path: Path
) -> Iterator[WorkerProcess]:
    """The whole command, loading included."""
    worker = WorkerProcess(tmp_path / "worker.log")
    yield worker
    worker.kill()
