"""A worker that beats and ticks: with it, one process does all that happens behind the site."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django_tasks_db.management.commands import db_worker

from portal.tasks.beats import BEAT_EVERY
from portal.tasks.heart import Heart
from portal.tasks.orphans import DEAD_AFTER


class Command(db_worker.Command):
    help = "Run the background tasks of every queue, and start the periodic jobs"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        # The reloader would run two workers, one of which never takes a task.
        parser.set_defaults(queue_name="*", reload=False)
        parser.add_argument("--beat-every", type=float, default=BEAT_EVERY.total_seconds())
        parser.add_argument("--dead-after", type=float, default=DEAD_AFTER.total_seconds())

    def handle(self, **options: Any) -> None:
        every = timedelta(seconds=options.pop("beat_every"))
        dead_after = timedelta(seconds=options.pop("dead_after"))
        with Heart(options["worker_id"], every=every, dead_after=dead_after):
            super().handle(**options)
