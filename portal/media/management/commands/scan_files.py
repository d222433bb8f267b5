"""Have the antivirus look at files that it has not seen."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.media import quarantine


class Command(BaseCommand):
    help = "Queue for clamd the files that came before it; workers scan them, open meanwhile"

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--failed", action="store_true", help="those that could not be scanned")
        which.add_argument(
            "--release",
            action="store_true",
            help="scan nothing: open all those that wait or failed, once clamd is given up",
        )

    def handle(self, *, failed: bool, release: bool, **_options: object) -> None:
        if release == bool(settings.CLAMD_ADDRESS):
            wanted = "empty" if release else "set"
            raise CommandError(f"CLAMD_ADDRESS must be {wanted} for this: see .env.example")
        number = quarantine.release() if release else quarantine.queue(failed=failed)
        self.stdout.write(f"{number} files {'opened' if release else 'queued'}")
