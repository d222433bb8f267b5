"""A worker killed while a file is being scanned: another one scans it, once."""

from functools import partial
from pathlib import Path

import pytest
from django.conf import settings as loaded_settings
from pytest_django import Settings

from portal.media import intake
from portal.media.models import StoredFile
from portal.media.states import Scan
from portal.media.storage import PrivateFileSystemStorage
from tests.portal.media import samples
from tests.portal.media.scanners import misbehaving
from tests.portal.messaging.test_kill import StartWorker
from tests.portal.tasks.workers import wait_until

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def with_scanner(address: str, files: Path) -> None:
    """What a worker process needs to know of this test."""
    loaded_settings.CLAMD_ADDRESS = address
    StoredFile._meta.get_field("file").storage = PrivateFileSystemStorage(location=files)


def test_a_worker_killed_before_the_verdict_is_written_leaves_the_file_to_another(
    start_worker: StartWorker, settings: Settings
) -> None:
    with misbehaving(b"stream: OK\0", b"stream: Bad.Thing FOUND\0") as scanner:
        settings.CLAMD_ADDRESS = scanner.address
        setup = partial(with_scanner, scanner.address, settings.PRIVATE_FILES_ROOT)
        stored = intake.store(samples.upload("a.txt", b"bonjour"))
        scanner.go_on.clear()
        worker = start_worker(setup=setup)
        assert scanner.reached.wait(timeout=90)
        worker.kill()
        scanner.go_on.set()
        assert StoredFile.objects.get().scan == Scan.WAITING
        start_worker(setup=setup)
        wait_until(lambda: StoredFile.objects.get().scan != Scan.WAITING)
        assert scanner.heard == 2
    assert StoredFile.objects.get().threat == "Bad.Thing"
    wait_until(lambda: not Path(stored.file.path).exists())
