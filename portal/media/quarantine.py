"""The way of a file through the antivirus, when clamd is configured (docs/decisions/049)."""

import logging
from collections.abc import Callable, Collection
from datetime import timedelta
from functools import partial
from typing import Final, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Count, F
from django.utils import timezone

from portal.media import clamd
from portal.media.models import StoredFile
from portal.media.states import Scan

MOST_TRIES: Final = 5
PATIENCE: Final = timedelta(minutes=10)  # given to a worker that was asked to scan a file
AT_ONCE: Final = 500
logger = logging.getLogger(__name__)
Asker = Callable[[UUID], object]
_askers: list[Asker] = []


class Verdict(NamedTuple):
    scan: Scan
    threat: str = ""


def register(ask_worker: Asker) -> Asker:
    """Decorate the function that asks a worker to scan a file: this package knows no task."""
    _askers.append(ask_worker)
    return ask_worker


def first_state() -> Scan:
    """Of a file that arrives now."""
    return Scan.WAITING if settings.CLAMD_ADDRESS else Scan.NOT_ASKED


@transaction.atomic
def ask(pks: Collection[UUID]) -> None:
    """Have these files scanned by a worker, soon."""
    StoredFile.objects.filter(pk__in=pks).update(scan_asked_at=timezone.now())
    for pk in pks:
        for ask_worker in _askers:
            ask_worker(pk)


def ask_forgotten() -> int:
    """Ask again for the files that wait for too long, once clamd answers; tell how many.

    One call a minute stands for each file's own attempts: while clamd is down nothing piles up.
    """
    found = StoredFile.objects.unasked(timezone.now() - PATIENCE)
    pks = list(found.values_list("pk", flat=True)[:AT_ONCE])
    if not (pks and settings.CLAMD_ADDRESS):
        return 0
    try:
        clamd.ping()
    except clamd.Unreachable:
        logger.warning("clamd does not answer, files=%d or more wait for it", len(pks))
        return 0
    ask(pks)
    return len(pks)


def examine(stored: StoredFile) -> Verdict | None:
    """What clamd says of a file; None when it said nothing, and will be asked again."""
    try:
        with stored.file.open("rb") as content:
            threat = clamd.scan(content)
    except FileNotFoundError:
        return _fail(stored, "missing")
    except clamd.Refused as refused:
        return _fail(stored, str(refused))
    except clamd.Broken:
        StoredFile.objects.filter(pk=stored.pk).update(scan_tries=F("scan_tries") + 1)
        return _fail(stored, "no answer") if stored.scan_tries + 1 >= MOST_TRIES else None
    except clamd.Unreachable:
        StoredFile.objects.filter(pk=stored.pk).update(scan_asked_at=None)  # as soon as it answers
        return None
    return Verdict(Scan.INFECTED, threat[:100]) if threat else Verdict(Scan.CLEAN)


def _fail(stored: StoredFile, why: str) -> Verdict:
    """A file that was open before the antivirus came stays so."""
    logger.error("Stored file id=%s could not be scanned: %s", stored.pk, why)
    return Verdict(Scan.NOT_ASKED if stored.scan == Scan.LATER else Scan.FAILED)


@transaction.atomic
def settle(stored: StoredFile, verdict: Verdict) -> bool:
    """Write the verdict, once; an infected content goes after the commit. Whether it was written.

    The caller's transaction may hold more: what people are told of it.
    """
    rows = StoredFile.objects.pending().select_for_update(of=("self",))
    locked = rows.filter(pk=stored.pk).first()
    if locked is None:
        return False
    locked.scan, locked.threat = verdict.scan, verdict.threat
    locked.scanned_at = timezone.now()
    locked.save(update_fields=["scan", "threat", "scanned_at"])
    if verdict.threat:
        logger.warning("Stored file id=%s infected threat=%s", locked.pk, verdict.threat)
        path, storage = str(locked.file.name), locked.file.storage
        transaction.on_commit(partial(storage.delete, path), robust=True)  # else: swept
    return True


def queue(*, failed: bool = False) -> int:
    """Have the files scanned that never were, open meanwhile, or those that could not be."""
    if failed:
        rows = StoredFile.objects.filter(scan=Scan.FAILED)
        return rows.update(scan=Scan.WAITING, scan_asked_at=None, scan_tries=0)
    rows = StoredFile.objects.filter(scan=Scan.NOT_ASKED)
    return rows.update(scan=Scan.LATER, scan_asked_at=None, scan_tries=0)


def release() -> int:
    """Open the files that wait or could not be scanned, when there is no antivirus any more."""
    rows = StoredFile.objects.filter(scan__in=(Scan.WAITING, Scan.LATER, Scan.FAILED))
    return rows.update(scan=Scan.NOT_ASKED)


def counts() -> dict[str, int]:
    """How many files wait, could not be scanned, were found infected."""
    watched = (Scan.WAITING, Scan.FAILED, Scan.INFECTED)
    rows = StoredFile.objects.filter(scan__in=watched).values_list("scan")
    found = dict(rows.annotate(number=Count("pk")).order_by())
    return {str(scan): found.get(scan, 0) for scan in watched}
