"""What workers do about demandes: receipts at once, housekeeping every day."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django_tasks import task

from portal.demandes.workflow import drafts, leaving, receipts, scanning, sharing
from portal.media import quarantine
from portal.media import workflow as media
from portal.tasks import periodic
from portal.tasks.retry import retrying

# Long enough for a form that has stored its files and not yet written what refers to them.
SPARED = timedelta(days=1)


@task
@retrying(during=timedelta(days=6), on=Exception)
def issue_receipt(demande_id: int) -> None:
    """Draw the receipt (ARE), due within seven days; a second run finds it done."""
    receipts.issue(demande_id)


@task
def scan_file(stored_id: str) -> None:
    """Have the antivirus look at a file; what can't be done now is asked again by `ask_scans`."""
    scanning.scan(UUID(stored_id))


@quarantine.register
def ask_scan(stored_id: UUID) -> None:
    """How the quarantine, which stands beside the tasks, has a file scanned."""
    scan_file.enqueue(str(stored_id))


@periodic.register("demandes.scans", every=timedelta(minutes=1))
def ask_scans() -> None:
    """Files whose scan was lost, failed to start, or waits for clamd to come back."""
    quarantine.ask_forgotten()


@periodic.register("demandes.drafts", every=timedelta(hours=6))
def purge_drafts() -> None:
    """Drafts go after thirty days."""
    drafts.purge(before=timezone.now() - timedelta(days=settings.DRAFT_DAYS))


@periodic.register("demandes.keepers", every=timedelta(days=1))
def give_back_kept() -> None:
    """What is kept by who is no adviser there any more waits for another one."""
    leaving.give_back()


@periodic.register("demandes.sharings", every=timedelta(minutes=15))
def end_overdue_sharings() -> None:
    """A help whose two hours, or whose code's fifteen minutes, are over is written as ended."""
    sharing.end_overdue(at=timezone.now())


@periodic.register("demandes.files", every=timedelta(days=1))
def sweep_files() -> None:
    """Files that nothing refers to go: media, below the tasks, can't register this itself."""
    media.discard_orphans(before=timezone.now() - SPARED)
    media.sweep()
