"""Where private files are kept on a disk."""

from typing import NoReturn

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage


class Unavailable(Exception):
    """The storage can't be written or read now: disk full, service down, access refused."""


class PrivateFileSystemStorage(FileSystemStorage):
    """A folder outside the public ones: its files have no address, only `download.respond`.

    Django's own would give each file an address under MEDIA_URL, even one that leads nowhere.
    """

    def url(self, name: str | None) -> NoReturn:
        """Raises ValueError, always."""
        message = "a private file has no address: portal.media.download hands it over"
        raise ValueError(message)

    def _save(self, name: str, content: File) -> str:
        try:
            return super()._save(name, content)  # type: ignore[misc]  # the stubs leave it out
        except OSError as error:
            raise Unavailable from error
