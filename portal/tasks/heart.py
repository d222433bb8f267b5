"""The thread beside a worker that beats and ticks for it."""

import logging
from datetime import timedelta
from threading import Event, Thread
from types import TracebackType
from typing import Self

from django.db import close_old_connections, connection

from portal.tasks.beats import beat
from portal.tasks.ticking import tick

logger = logging.getLogger(__name__)


class Heart:
    """Beats and ticks beside a worker, in a thread of its own: a long task is not death.

    The first beat is written before the worker takes its first task.
    """

    def __init__(self, worker_id: str, *, every: timedelta, dead_after: timedelta) -> None:
        self.worker_id = worker_id
        self.every = every
        self.dead_after = dead_after
        self.stopped = Event()
        self.thread = Thread(target=self.run, name="heart", daemon=True)

    def __enter__(self) -> Self:
        beat(self.worker_id)
        self.thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stopped.set()
        self.thread.join(timeout=5)

    def run(self) -> None:
        try:
            while True:
                self.once()
                if self.stopped.wait(self.every.total_seconds()):
                    return
        finally:
            connection.close()

    def once(self) -> None:
        close_old_connections()
        try:
            beat(self.worker_id)
            tick(dead_after=self.dead_after)
        except Exception:  # whatever it was, a heart that stops would make its worker look dead
            logger.exception("A beat or a tick failed")
            connection.close()
