"""What happens to stored files after their arrival: they are discarded, and lost ones swept."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Final

from django.core.files.storage import Storage
from django.db import transaction
from django.utils import timezone

from portal.media.models import StoredFile, private_storage
from portal.media.states import Scan

# Longer than any transaction that could still write the row of a file already there.
SPARED: Final = timedelta(hours=24)


def discard(*, stored_file: StoredFile) -> None:
    """Delete the row now, the file once the transaction is committed.

    Raises ProtectedError while a row that must keep it refers to it. Discarding what is already
    gone does nothing.
    """
    with transaction.atomic():
        locked = StoredFile.objects.select_for_update(of=("self",)).filter(pk=stored_file.pk)
        for row in locked:
            storage, path = row.file.storage, str(row.file.name)
            row.delete()
            transaction.on_commit(partial(storage.delete, path), robust=True)  # else: swept


def discard_orphans(*, before: datetime) -> int:
    """Discard the files received before that moment which no row refers to; tell how many.

    They come from a form that failed after its files were stored. To be run once a day, with a
    moment well in the past: a form being sent has stored its files and not yet its rows.
    """
    orphans = list(StoredFile.objects.orphans(before))
    for stored_file in orphans:
        discard(stored_file=stored_file)
    return len(orphans)


def sweep(*, spared: timedelta = SPARED) -> int:
    """Remove the private files that no row refers to, or an infected one; tell how many.

    A file is written before its row is committed, and removed after: a crash in between leaves it
    alone. To be run once a day; files younger than `spared` are left.
    """
    storage = private_storage()
    before = timezone.now() - spared
    removed = 0
    for folder, paths in _folders(storage):
        kept = StoredFile.objects.filter(file__startswith=folder).exclude(scan=Scan.INFECTED)
        known = kept.values_list("file", flat=True)
        for path in sorted(paths.difference(known.iterator()) if paths else ()):
            if storage.get_modified_time(path) < before:
                storage.delete(path)
                removed += 1
    return removed


def _folders(storage: Storage, folder: str = "") -> Iterator[tuple[str, set[str]]]:
    try:
        folders, files = storage.listdir(folder)
    except FileNotFoundError:  # nothing was ever stored
        return
    yield folder, {f"{folder}{name}" for name in files}
    for name in folders:
        yield from _folders(storage, f"{folder}{name}/")
