"""The only way in for a file that somebody sends us (the rule: docs/uploads.md)."""

import hashlib

import magic
from django.conf import settings
from django.core.files.base import ContentFile, File

from portal.media import names
from portal.media.kinds import KINDS, Safe
from portal.media.models import StoredFile
from portal.media.refusals import refusal


def store(uploaded: File) -> StoredFile:
    """Check a file, make it safe, keep it out of sight.

    Raises ValidationError with a French sentence: code too_large, empty, type, mismatch (its
    content isn't what its name says), damaged, too_many_pixels or macros.
    """
    return keep(make_safe(uploaded))


def keep(safe: Safe) -> StoredFile:
    """Keep a file already known to be safe, such as one that we have drawn ourselves."""
    return StoredFile.objects.create(
        file=ContentFile(safe.content, name=safe.name),
        name=safe.name,
        content_type=safe.content_type,
        size=len(safe.content),
        sha256=hashlib.sha256(safe.content).hexdigest(),
    )


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
