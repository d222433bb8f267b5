"""What a demande does about its files that the antivirus looks at."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from portal.demandes import notices
from portal.demandes.models import Attachment
from portal.media import quarantine
from portal.media.models import StoredFile


def scan(stored_id: UUID) -> None:
    """Have one file scanned; the person is told when theirs is refused. A second run does nothing.

    Not an event of the demande's life: its state and its clock stay, and the file itself tells.
    Scanned outside the transaction, which may take seconds.
    """
    stored = StoredFile.objects.pending().filter(pk=stored_id).first()
    verdict = stored and quarantine.examine(stored)
    if not (stored and verdict):
        return
    with transaction.atomic():
        if quarantine.settle(stored, verdict):
            _tell(Attachment.objects.filter(stored=stored).values_list("pk", flat=True))


def tell_refused(attachments: Iterable[Attachment]) -> None:
    """Tell of the files that were refused just before they were attached; in a transaction.

    Their rows are locked: a verdict comes before, and is seen here, or after, and sees them.
    """
    held = {attachment.stored_id: attachment.pk for attachment in attachments}
    rows = StoredFile.objects.filter(pk__in=held).select_for_update(of=("self",)) if held else ()
    if refused := [held[row.pk] for row in rows if row.is_refused]:
        _tell(refused)


def _tell(pks: Iterable[int]) -> None:
    """The person sends again what they sent; a file that an agent wrote is the agent's affair."""
    rows = Attachment.objects.filter(pk__in=list(pks), stored__in=StoredFile.objects.infected())
    for attachment in rows.filter(message__agent=None).select_related("stored"):
        notices.file_refused(attachment)
