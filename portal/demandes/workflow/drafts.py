"""What becomes of drafts: they go, with what was typed and sent, when nobody comes back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from portal.demandes.models import Draft, DraftFile
from portal.media.models import StoredFile
from portal.media.workflow import discard


def purge(*, before: datetime) -> int:
    """Delete the drafts untouched since that moment, filed or not, with their files; how many."""
    stale = list(Draft.objects.filter(updated_at__lt=before).values_list("pk", flat=True))
    return sum(_purge(pk, before) for pk in stale)


@transaction.atomic
def _purge(pk: UUID, before: datetime) -> bool:
    """Delete one draft, unless its owner has just come back to it."""
    locked = Draft.objects.select_for_update().filter(pk=pk, updated_at__lt=before).first()
    if locked is None:
        return False
    held = DraftFile.objects.filter(draft=locked).values("stored")
    files = list(StoredFile.objects.filter(pk__in=held))
    locked.delete()
    for stored_file in files:
        discard(stored_file=stored_file)
    return True
