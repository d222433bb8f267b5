"""How long what was sent is kept."""

from datetime import datetime

from django.db import transaction

from portal.media.workflow import discard
from portal.spreadsheets.models import Import


def forget(*, before: datetime) -> int:
    """Delete the imports received before that moment, their rows and their files; how many."""
    old = list(Import.objects.filter(created_at__lt=before).select_related("stored"))
    for owner in old:
        with transaction.atomic():
            stored = owner.stored
            owner.delete()
            if stored:
                discard(stored_file=stored)
    return len(old)
