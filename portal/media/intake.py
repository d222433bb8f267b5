"""The only way in for a file that somebody sends us (the rule: docs/uploads.md)."""

import hashlib
import logging
from collections.abc import Iterable
from io import BufferedRandom

import magic
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File

from portal.media import names, quarantine
from portal.media.kinds import KINDS, Safe
from portal.media.models import StoredFile
from portal.media.refusals import refusal
from portal.media.states import Scan
from portal.media.storage import Unavailable
from portal.media.workflow import discard

logger = logging.getLogger(__name__)


def store(uploaded: File) -> StoredFile:
    """Check a file, make it safe, keep it out of sight.

    Raises ValidationError with a French sentence: code too_large, empty, type, mismatch (its
    content isn't what its name says), damaged, too_many_pixels or macros.
    """
    return keep(make_safe(uploaded))


def keep(safe: Safe, *, ours: bool = False) -> StoredFile:
    """Keep a file already known to be safe; one that is `ours`, drawn here, is not scanned.

    Raises ValidationError, code unavailable, when it can't be written: nothing is kept then.
    """
    stored = StoredFile(
        name=safe.name,
        content_type=safe.content_type,
        size=len(safe.content),
        sha256=hashlib.sha256(safe.content).hexdigest(),
        scan=Scan.NOT_ASKED if ours else quarantine.first_state(),
    )
    try:  # before the row: nothing of the caller's transaction is lost when this fails
        stored.file.save(safe.name, ContentFile(safe.content), save=False)
    except Unavailable as error:
        logger.error("A file of %d bytes can't be written: %s", stored.size, error)
        raise refusal("unavailable", safe.name) from error
    stored.save(force_insert=True)
    if stored.scan == Scan.WAITING:
        quarantine.ask([stored.pk])
    return stored


def keep_drawn(file: BufferedRandom, name: str, content_type: str) -> StoredFile:
    """Keep a file that we wrote ourselves, whatever its size: it is read piece by piece.

    Raises ValidationError, code unavailable, when it can't be written: nothing is kept then.
    """
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()
    content = File(file, name)
    stored = StoredFile(name=name, content_type=content_type, size=content.size, sha256=digest)
    file.seek(0)
    try:
        stored.file.save(name, content, save=False)
    except Unavailable as error:
        logger.error("A file of %d bytes can't be written: %s", stored.size, error)
        raise refusal("unavailable", name) from error
    stored.save(force_insert=True)
    return stored


def keep_all(all_safe: Iterable[Safe]) -> list[StoredFile]:
    """Keep several files, or none: raises as `keep` does."""
    kept: list[StoredFile] = []
    try:
        for safe in all_safe:
            kept.append(keep(safe))
    except ValidationError:
        for stored in kept:
            discard(stored_file=stored)
        raise
    return kept


def make_safe(uploaded: File) -> Safe:
    """What would be kept of the file. Raises as `store` does; writes nothing."""
    name = names.clean(uploaded.name or "")
    kind = KINDS.get(names.extension(name))
    if kind is None:
        raise refusal("type", name)
    content = _read(uploaded, name)
    if magic.from_buffer(content, mime=True) not in kind.sniffed:
        raise refusal("mismatch", name)
    return kind.make_safe(content, name, kind.content_type)


def _read(uploaded: File, name: str) -> bytes:
    """The content, at most one byte beyond the limit, whatever size is announced."""
    uploaded.seek(0)
    content = uploaded.read(settings.UPLOAD_MAX_BYTES + 1)
    if not content:
        raise refusal("empty", name)
    if len(content) > settings.UPLOAD_MAX_BYTES:
        raise refusal("too_large", name)
    return content
