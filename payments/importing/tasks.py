"""What workers do about files of invoices."""

from datetime import timedelta

from django.utils import timezone
from django_tasks import task

from portal.tasks import periodic


@task
def check_import(import_id: str) -> None:
    from payments.importing import processing  # noqa: PLC0415 (weight)

    processing.check(import_id)


@task
def issue_import(import_id: str) -> None:
    from payments.importing import processing  # noqa: PLC0415 (weight)

    processing.issue(import_id)


@periodic.register("payments.imports.forget", every=timedelta(hours=6))
def forget_imports() -> None:
    """Files and what they held go after two days: they name people."""
    from payments.importing import keeping  # noqa: PLC0415 (weight)

    keeping.forget(now=timezone.now())
