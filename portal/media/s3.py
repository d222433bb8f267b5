"""Files in a bucket that all machines share; imported only where one is configured."""

from collections.abc import Iterator
from contextlib import contextmanager
from shutil import copyfileobj
from tempfile import SpooledTemporaryFile
from typing import Any, Final, NoReturn

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import File
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage
from storages.utils import clean_name

from portal.media.storage import Unavailable

IN_MEMORY: Final = 1_000_000  # bytes of a file being read; the rest goes through a temporary file
# Those who speak S3 without being Amazon refuse its newer checksums, and want the bucket in the
# path.
CLIENT: Final = {
    "connect_timeout": 5,
    "read_timeout": 20,
    "retries": {"total_max_attempts": 2, "mode": "standard"},
    "request_checksum_calculation": "when_required",
    "response_checksum_validation": "when_required",
    "s3": {"addressing_style": "path"},
}


@contextmanager
def _told_apart() -> Iterator[None]:
    """Raises FileNotFoundError for what isn't there, Unavailable for all else."""
    try:
        yield
    except ClientError as error:
        if (code := error.response["Error"]["Code"]) == "NoSuchKey":
            raise FileNotFoundError from error
        raise Unavailable(code) from error
    except (BotoCoreError, Boto3Error, OSError) as error:
        raise Unavailable(type(error).__name__) from error


class SharedS3Storage(S3Storage):
    """Each file is written by one request, whole or not at all, and read by another one."""

    def __init__(self, **options: Any) -> None:
        super().__init__(client_config=Config(**CLIENT), **options)

    def _open(self, name: str, mode: str = "rb") -> File:
        content = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (the caller closes it)
        try:
            with _told_apart():
                body = self.bucket.Object(self._key(name)).get()["Body"]
                copyfileobj(body, content)
        except BaseException:
            content.close()
            raise
        content.seek(0)
        return File(content, name)

    def _save(self, name: str, content: File) -> str:
        content.seek(0)
        with _told_apart():
            written = self._get_write_parameters(name, content)
            self.bucket.Object(self._key(name)).put(Body=content, **written)
        return clean_name(name)

    def delete(self, name: str) -> None:
        with _told_apart():
            self.bucket.Object(self._key(name)).delete()

    def exists(self, name: str) -> bool:
        with _told_apart():
            return super().exists(name)

    def _key(self, name: str) -> str:
        return self._normalize_name(clean_name(name))


class PrivateS3Storage(SharedS3Storage):
    """Files without an address: `download.respond` alone hands them over."""

    def url(self, name: str | None, *_args: Any, **_options: Any) -> NoReturn:
        """Raises ValueError, always."""
        message = "a private file has no address: portal.media.download hands it over"
        raise ValueError(message)


class PublicS3Storage(SharedS3Storage):
    """Wagtail's pictures, served by `views.picture` under the address that they have on a disk."""

    def url(self, name: str | None, *_args: Any, **_options: Any) -> str:
        return settings.MEDIA_URL + filepath_to_uri(clean_name(name or "")).lstrip("/")
