"""Stored files go away whole: row and file, and what a crash left alone."""

import os
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from portal.media import intake, workflow
from portal.media.models import StoredFile, private_storage
from tests.portal.media import samples
from tests.portal.media.samples import upload


def stored() -> StoredFile:
    return intake.store(upload("a.pdf", samples.PDF))


def age(file: StoredFile, hours: int) -> None:
    """Make a file as old as that."""
    then = timezone.now().timestamp() - hours * 3600
    os.utime(file.file.path, (then, then))


@pytest.fixture(autouse=True)
def _nothing_left_by_another_test():
    shutil.rmtree(settings.PRIVATE_FILES_ROOT, ignore_errors=True)


@pytest.mark.django_db
def test_discarding_removes_the_row_and_then_the_file(django_capture_on_commit_callbacks):
    file = stored()
    path = Path(file.file.path)
    with django_capture_on_commit_callbacks(execute=True):
        workflow.discard(stored_file=file)
        assert path.exists(), "kept until the transaction is committed"
    assert not path.exists()
    assert not StoredFile.objects.exists()


@pytest.mark.django_db
def test_discarding_twice_does_nothing_more(django_capture_on_commit_callbacks):
    file = stored()
    pk = file.pk
    with django_capture_on_commit_callbacks(execute=True):
        workflow.discard(stored_file=file)
        workflow.discard(stored_file=StoredFile(pk=pk))
    assert not StoredFile.objects.exists()


@pytest.mark.django_db
def test_a_transaction_undone_keeps_the_file():
    file = stored()
    with transaction.atomic():
        workflow.discard(stored_file=file)
        transaction.set_rollback(True)
    assert Path(file.file.path).exists()
    assert StoredFile.objects.filter(pk=file.pk).exists()


@pytest.mark.django_db
def test_a_sweep_removes_only_old_files_without_a_row():
    kept, lost, young = stored(), stored(), stored()
    for file in (kept, lost):
        age(file, hours=25)
    StoredFile.objects.exclude(pk=kept.pk).delete()
    assert workflow.sweep() == 1
    assert Path(kept.file.path).exists()
    assert Path(young.file.path).exists()
    assert not Path(lost.file.path).exists()
    assert workflow.sweep() == 0


@pytest.mark.django_db
def test_a_file_whose_transaction_never_committed_is_swept():
    with transaction.atomic():
        file = stored()
        transaction.set_rollback(True)
    assert Path(file.file.path).exists()
    age(file, hours=25)
    assert workflow.sweep() == 1


@pytest.mark.django_db
def test_a_sweep_before_anything_was_stored_does_nothing():
    assert workflow.sweep() == 0


@pytest.mark.django_db
def test_a_sweep_asks_one_query_a_folder(django_assert_num_queries):
    for month in ("2025/01", "2025/02"):
        for name in "abc":
            private_storage().save(f"{month}/{name}", ContentFile(b"x"))
    with django_assert_num_queries(2):
        workflow.sweep(spared=timedelta(days=-1))


@pytest.mark.django_db
def test_orphans_are_old_and_held_by_no_row():
    old, young = stored(), stored()
    StoredFile.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=3))
    yesterday = timezone.now() - timedelta(days=1)
    assert list(StoredFile.objects.orphans(yesterday)) == [old]
    assert list(StoredFile.objects.orphans(timezone.now())) == [old, young]


@pytest.mark.django_db
def test_discarding_orphans_leaves_what_just_came(django_capture_on_commit_callbacks):
    old, young = stored(), stored()
    StoredFile.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=3))
    with django_capture_on_commit_callbacks(execute=True):
        done = workflow.discard_orphans(before=timezone.now() - timedelta(days=1))
    assert done == 1
    assert list(StoredFile.objects.all()) == [young]
    assert not Path(old.file.path).exists()


@pytest.mark.django_db
def test_every_model_that_points_to_a_file_holds_it_back_from_orphans():
    """Whatever app it belongs to, even one written later: no list is kept here."""
    tables = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.local_fields
        if field.related_model is StoredFile
    }
    sql = str(StoredFile.objects.orphans(timezone.now()).query)
    assert all(f'"{table}"' in sql for table in tables)
    assert "demandes_draftfile" in tables


@pytest.mark.django_db
def test_the_database_itself_refuses_an_empty_file():
    with pytest.raises(IntegrityError):
        StoredFile.objects.create(file="2026/01/x", name="a", content_type="text/plain", size=0)
