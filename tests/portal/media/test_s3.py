"""Files in a bucket, asked of a real S3 server: kept, read, gone, missing, out of reach."""

from collections.abc import Callable
from datetime import timedelta

import moto.settings
import pytest
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from django.http import Http404
from django.test import RequestFactory
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from portal.media import download, intake, quarantine, views, workflow
from portal.media.models import StoredFile
from tests.portal.media import samples
from tests.portal.media.buckets import BUCKET, Buckets
from tests.portal.media.scanners import Clamd
from tests.portal.tasks.workers import run_tasks

pytestmark = pytest.mark.django_db
LOOK = RequestFactory().get("/")
CLOSED = "http://127.0.0.1:1"  # nobody listens there


def received(content: bytes = samples.PDF) -> StoredFile:
    return intake.store(samples.upload("facture.pdf", content))


def test_a_file_is_one_private_object_whose_key_tells_nothing(
    s3: Storage, buckets: Buckets
) -> None:
    stored = received()
    assert buckets.keys() == [f"private/{stored.file.name}"]
    assert "facture" not in str(stored.file.name)
    grants = buckets.client.get_object_acl(Bucket=BUCKET, Key=buckets.keys()[0])["Grants"]
    assert [grant["Permission"] for grant in grants] == ["FULL_CONTROL"], "its owner's alone"
    with pytest.raises(ValueError, match="no address"):
        _ = stored.file.url


@pytest.mark.parametrize("size", [len(samples.PDF), 3_000_000])
def test_a_file_comes_back_as_the_same_download_as_from_a_disk(s3: Storage, size: int) -> None:
    content = samples.PDF.ljust(size, b"\n")
    response = download.respond(LOOK, received(content))
    assert response.getvalue() == content
    response.close()
    assert response["Content-Disposition"] == 'attachment; filename="facture.pdf"'
    assert response["Content-Length"] == str(size)
    assert response["Cache-Control"] == "private, no-store"


def test_a_discarded_file_leaves_the_bucket(
    s3: Storage,
    buckets: Buckets,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    stored = received()
    with django_capture_on_commit_callbacks(execute=True):
        workflow.discard(stored_file=stored)
    assert buckets.keys() == []
    s3.delete("2026/11/already-gone")


def test_a_missing_object_is_said_to_be_gone_and_logged_without_a_name(
    s3: Storage, buckets: Buckets, caplog: pytest.LogCaptureFixture
) -> None:
    stored = received()
    buckets.empty()
    response = download.respond(LOOK, stored)
    assert response.status_code == 404
    assert "Ce fichier n’existe plus" in response.content.decode()
    assert f"Stored file id={stored.pk} is missing" in caplog.text
    assert "facture" not in caplog.text


def refuses_to_keep() -> None:
    with pytest.raises(ValidationError) as error:
        received()
    assert error.value.code == "unavailable"
    assert "un problème de notre côté" in error.value.message
    assert not StoredFile.objects.exists()


@pytest.mark.parametrize("changes", [{"endpoint_url": CLOSED}, {"bucket_name": "not-there"}])
def test_out_of_reach_nothing_is_written_nor_read_and_it_is_said(
    s3: Storage, use_s3: Callable[..., Storage], changes: dict[str, str]
) -> None:
    received()
    use_s3(**changes)
    response = download.respond(LOOK, StoredFile.objects.get())
    assert response.status_code == 503
    assert "rien n’est perdu" in response.content.decode()
    StoredFile.objects.all().delete()
    refuses_to_keep()


def test_wrong_credentials_are_told_to_operators_only(
    s3: Storage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(moto.settings, "INITIAL_NO_AUTH_ACTION_COUNT", 0)  # it now looks at keys
    refuses_to_keep()
    assert "InvalidAccessKeyId" in caplog.text


def test_a_file_whose_bucket_is_down_waits_for_the_antivirus(
    s3: Storage, use_s3: Callable[..., Storage], clamd: Clamd
) -> None:
    stored = received()
    use_s3(endpoint_url=CLOSED)
    run_tasks()
    stored.refresh_from_db()
    assert not stored.is_open
    use_s3()
    StoredFile.objects.update(scan_asked_at=timezone.now() - timedelta(hours=1))
    assert quarantine.ask_forgotten() == 1
    run_tasks()
    stored.refresh_from_db()
    assert stored.scan == "clean"


def test_an_object_without_a_row_is_swept_and_others_stay(s3: Storage, buckets: Buckets) -> None:
    kept = received()
    s3.save("2026/11/lost", ContentFile(b"x"))
    assert workflow.sweep() == 0, "too young"
    assert workflow.sweep(spared=timedelta(days=-1)) == 1
    assert buckets.keys() == [f"private/{kept.file.name}"]


def test_wagtails_pictures_are_shared_too_under_their_usual_address(
    s3: Storage, buckets: Buckets
) -> None:
    name = default_storage.save("images/ecole.max-165x165.png", ContentFile(b"pixels"))
    assert default_storage.url(name) == "/media/images/ecole.max-165x165.png"
    assert buckets.keys() == ["media/images/ecole.max-165x165.png"]
    response = views.picture(LOOK, name)
    assert response.getvalue() == b"pixels"
    response.close()
    assert response["Content-Type"] == "image/png"
    assert response["Cache-Control"].startswith("public")
    again = default_storage.save("images/ecole.max-165x165.png", ContentFile(b"others"))
    assert again != name, "one picture never takes the place of another"


@pytest.mark.parametrize(
    "path", ["images/none.png", "documents/plan.pdf", "../private/2026/11/x", "images/../x"]
)
def test_nothing_but_pictures_is_served_at_that_address(s3: Storage, path: str) -> None:
    default_storage.save("documents/plan.pdf", ContentFile(b"x"))
    with pytest.raises(Http404):
        views.picture(LOOK, path)


def test_pictures_out_of_reach_are_said_to_come_back(use_s3: Callable[..., Storage]) -> None:
    use_s3(endpoint_url=CLOSED)
    assert views.picture(LOOK, "images/ecole.png").status_code == 503


def test_a_key_outside_its_folder_is_refused(s3: Storage, settings: Settings) -> None:
    with pytest.raises(SuspiciousOperation):
        s3.open("../media/images/x.png")
