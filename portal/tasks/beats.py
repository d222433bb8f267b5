"""Workers beat, so that anyone can tell a slow one from a dead one."""

from datetime import datetime, timedelta

from django.db.models import Max
from django.utils import timezone

from portal.tasks.models import WorkerBeat

BEAT_EVERY = timedelta(seconds=10)
KEEP_BEATS = timedelta(days=1)


def beat(worker_id: str) -> None:
    WorkerBeat.objects.update_or_create(worker_id=worker_id, defaults={"seen_at": timezone.now()})


def last_beat() -> datetime | None:
    """When any worker last gave a sign of life; None when none ever did."""
    return WorkerBeat.objects.aggregate(last=Max("seen_at"))["last"]


def forget_old_beats() -> None:
    WorkerBeat.objects.filter(seen_at__lt=timezone.now() - KEEP_BEATS).delete()
