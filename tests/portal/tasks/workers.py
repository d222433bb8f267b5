"""Real worker processes on the test's own database, and workers within the test."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult


def run_tasks() -> None:
    """Runs, here and now, all the tasks that are due.

    The worker's own loop would close the connection, and with it the test's transaction.
    """
    worker = Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="in-test",
        excluded_queue_names=[],
    )
    while task := DBTaskResult.objects.ready().first():
        task.claim(worker.worker_id)
        worker.run_task(task)


def wait_until(condition: Callable[[], object], *, seconds: float = 90) -> None:
    """Returns as soon as the condition holds; fails after so many seconds."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


def database_url() -> str:
    """The URL of the database that this test uses."""
    config = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{config['NAME']}"
    user = quote(config["USER"], safe="")
    password = f":{quote(config['PASSWORD'], safe='')}" if config["PASSWORD"] else ""
    port = f":{config['PORT']}" if config["PORT"] else ""
    host = quote(config["HOST"], safe="")
    return f"postgres://{user}{password}@{host}{port}/{config['NAME']}"


def worker_environment(**more: str) -> dict[str, str]:
    """Where a worker of this test finds its settings and its database."""
    ours = {
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "portal.settings.dev",
        "DEBUG": "0",
        "EMAIL_HOST": "127.0.0.1",
        "SEARCH_MEANING": "0",
    }
    return ours | more


OPTIONS = ["--no-startup-delay", "--interval=0.1", "--beat-every=0.3", "--dead-after=3"]


class WorkerProcess:
    """`manage.py worker` as an administrator would run it, with a quick heart."""

    def __init__(self, log: Path, *, mail_port: int = 9, **environment: str) -> None:
        self.log = log
        with log.open("a") as output:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "worker", *OPTIONS],
                cwd=settings.BASE_DIR,
                env=os.environ | worker_environment(EMAIL_PORT=str(mail_port), **environment),
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def kill(self) -> None:
        """SIGKILL: no handler runs, nothing is tidied."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """SIGTERM, as systemd does; returns the exit code."""
        self.process.terminate()
        return self.process.wait(timeout=60)
