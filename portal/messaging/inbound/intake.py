"""Keeping what the mailbox gave, before anything is understood of it."""

import hashlib
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from portal.media import intake, workflow
from portal.media.kinds import Safe
from portal.messaging.inbound.states import Sorting
from portal.messaging.models import InboundMessage

KEPT = timedelta(days=30)  # once settled: long enough to see that a sorting was wrong
BATCH = 200


@transaction.atomic
def keep(raw: bytes) -> InboundMessage | None:
    """Keep an e-mail; None when it was kept already (the mailbox gave it twice).

    Raises ValidationError when it can't be written now.
    """
    digest = hashlib.sha256(raw).hexdigest()
    if InboundMessage.objects.filter(digest=digest).exists():
        return None
    # Never handed over, hence not scanned: what is joined to it is, once on its demande.
    stored = intake.keep(Safe(raw, "courriel.eml", "message/rfc822"), ours=True)
    return InboundMessage.objects.create(digest=digest, raw=stored, size=len(raw))


def note_too_large(headers: bytes, size: int) -> InboundMessage | None:
    """Remember an e-mail that stays in the mailbox: a person must look at it there."""
    digest = hashlib.sha256(headers).hexdigest()
    message, created = InboundMessage.objects.get_or_create(
        digest=digest,
        defaults={"size": size, "state": Sorting.UNREADABLE, "reason": "too_large"},
    )
    return message if created else None


def erase_settled() -> int:
    """Blank what was settled long enough ago, its original included; returns how many."""
    before = timezone.now() - KEPT
    old = InboundMessage.objects.filter(settled_at__lt=before, erased_at=None)
    rows = list(old.select_related("raw").order_by("settled_at")[:BATCH])
    for message in rows:
        _erase(message)
    return len(rows)


@transaction.atomic
def _erase(message: InboundMessage) -> None:
    raw = message.raw
    InboundMessage.objects.filter(pk=message.pk).update(
        sender="", subject="", text="", raw=None, erased_at=timezone.now()
    )
    if raw is not None:
        workflow.discard(stored_file=raw)
