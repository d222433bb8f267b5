"""Real worker processes without the wait: forked from one that has loaded Django.

Loading takes five seconds of processor, most of what a test with two workers would cost. The same
command runs, in a process of its own, that dies of the same SIGKILL.
"""

import multiprocessing
import os
from collections.abc import Callable
from multiprocessing import forkserver
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from tests.portal.tasks.workers import OPTIONS, worker_environment

Setup = Callable[[], None]  # what a test changes in its workers, before they begin
_FORKS = multiprocessing.get_context("forkserver")


@pytest.fixture(scope="session")
def loaded(django_db_setup: None) -> None:
    """The process to fork from, on the database of this run."""
    _FORKS.set_forkserver_preload(["tests.portal.tasks.loaded"])
    with pytest.MonkeyPatch.context() as patch:
        for name, value in worker_environment().items():
            patch.setenv(name, value)
        forkserver.ensure_running()


def work(log: Path, mail_port: int, setup: Setup | None) -> None:
    """What the new process does: `manage.py worker`, with its output in the log."""
    with log.open("a") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    settings.EMAIL_PORT = mail_port
    if setup:
        setup()
    call_command("worker", *OPTIONS)


class ForkedWorker:
    """A worker of a test that asks for `loaded`; see `WorkerProcess` for the whole command."""

    def __init__(self, log: Path, *, mail_port: int = 9, setup: Setup | None = None) -> None:
        self.log = log
        self.process = _FORKS.Process(target=work, args=(log, mail_port, setup))
        self.process.start()

    def kill(self) -> None:
        """SIGKILL: no handler runs, nothing is tidied."""
        self.process.kill()
        self.process.join()

    def ask_to_stop(self) -> None:
        """SIGTERM, as systemd does."""
        self.process.terminate()

    def exit_code(self) -> int | None:
        """Waits for its end."""
        self.process.join(timeout=60)
        return self.process.exitcode
