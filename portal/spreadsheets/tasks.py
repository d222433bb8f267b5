"""What workers do about spreadsheets."""

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from portal.spreadsheets import keeping, processing
from portal.tasks import periodic

KEPT = timedelta(days=2)


@task
def check(import_id: str) -> None:
    processing.check(import_id)


@task
def write(import_id: str) -> None:
    processing.write(import_id)


@periodic.register("spreadsheets.forget", every=timedelta(hours=6))
def forget() -> None:
    """Files, and what they were to change, go after two days: they name people."""
    keeping.forget(before=timezone.now() - KEPT)
