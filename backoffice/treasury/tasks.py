"""What workers do about régies: the book's files."""

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from portal.tasks import periodic

KEPT = timedelta(days=7)


@task
def write_export(export_id: str) -> None:
    from backoffice.treasury.journal import exporting  # noqa: PLC0415 (it enqueues this task)

    exporting.write(export_id)


@periodic.register("treasury.forget_exports", every=timedelta(hours=6))
def forget_exports() -> None:
    """Files go after seven days: they are made anew from the book at any time."""
    from backoffice.treasury.journal import exporting  # noqa: PLC0415 (the same)

    exporting.forget(before=timezone.now() - KEPT)
