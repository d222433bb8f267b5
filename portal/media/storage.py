"""Where private files are kept on a disk."""

from typing import NoReturn

from django.core.files.storage import FileSystemStorage


class PrivateFileSystemStorage(FileSystemStorage):
    """A folder outside the public ones: its files have no address, only `download.respond`.

    Django's own would give each file an address under MEDIA_URL, even one that leads nowhere.
    """

    def url(self, name: str | None) -> NoReturn:
        """Raises ValueError, always."""
        message = "a private file has no address: portal.media.download hands it over"
        raise ValueError(message)
