"""A real antivirus and a real S3 server, started once by each process of a run that asks for one.

What they need is imported then: most processes need neither.
"""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from django.core.files.storage import Storage
from pytest_django import Settings

if TYPE_CHECKING:
    from tests.portal.media.buckets import Buckets
    from tests.portal.media.scanners import Clamd


@pytest.fixture(scope="session")
def running_clamd() -> "Iterator[Clamd]":
    """It starts in a tenth of a second."""
    from tests.portal.media.scanners import Clamd  # noqa: PLC0415 (weight)

    daemon = Clamd()
    try:
        daemon.start()
        yield daemon
    finally:
        daemon.remove()


@pytest.fixture
def clamd(running_clamd: "Clamd", settings: Settings) -> "Clamd":
    """The antivirus, which this very process speaks to."""
    settings.CLAMD_ADDRESS = running_clamd.address
    return running_clamd


@pytest.fixture(scope="session")
def buckets() -> "Iterator[Buckets]":
    """It starts in a second and a half."""
    from tests.portal.media.buckets import Buckets  # noqa: PLC0415 (weight)

    server = Buckets()
    try:
        server.create()
        yield server
    finally:
        server.stop()


@pytest.fixture
def use_s3(
    buckets: "Buckets", settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Storage]:
    """`use_s3(secret_key=…)`: from now on files are there; the field took its storage at start."""
    from portal.media.models import StoredFile, private_storage  # noqa: PLC0415 (needs Django)

    def use(**changes: str) -> Storage:
        settings.STORAGES = buckets.storages(**changes)
        monkeypatch.setattr(StoredFile._meta.get_field("file"), "storage", private_storage())
        return private_storage()

    return use


@pytest.fixture
def s3(use_s3: Callable[..., Storage], buckets: "Buckets") -> Storage:
    """Private files on S3, in an empty bucket."""
    buckets.empty()
    return use_s3()
