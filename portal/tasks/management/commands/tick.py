"""Start the periodic jobs that are due and requeue what dead workers left."""

import time
from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from portal.tasks.ticking import tick


class Command(BaseCommand):
    help = "Start the periodic jobs that are due and requeue the tasks of dead workers"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--loop", type=float, metavar="SECONDS", help="Do it again and again")

    def handle(self, *, loop: float | None, **_options: object) -> None:
        while True:
            for name in tick():
                self.stdout.write(name)
            if not loop:
                return
            time.sleep(loop)
