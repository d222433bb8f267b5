"""What goes by itself: stale drafts, files that nothing holds; and receipts tried again."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.core.files.storage import storages
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from portal.demandes import tasks
from portal.demandes.models import Demande, Draft
from portal.demandes.workflow import drafts, filing
from portal.media.models import StoredFile
from portal.tasks import periodic
from tests.builders import make_demande, make_draft, make_draft_file, make_file

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def in_days(days: float) -> time_machine.travel:
    return time_machine.travel(timezone.now() + timedelta(days=days))


def test_a_draft_goes_after_thirty_days_with_its_files() -> None:
    old, path = make_draft(), make_draft_file(make_draft()).stored.file.name
    assert settings.DRAFT_DAYS == 30
    with in_days(29):
        tasks.purge_drafts()
        recent = make_draft(old.procedure)
    assert Draft.objects.count() == 3
    with in_days(30.1):
        tasks.purge_drafts()
    assert list(Draft.objects.all()) == [recent]
    assert not StoredFile.objects.exists()
    assert not storages["private"].exists(path)


def test_a_draft_somebody_came_back_to_stays() -> None:
    draft = make_draft()
    before = timezone.now() + timedelta(seconds=1)
    with in_days(1):
        draft.save()
    assert drafts.purge(before=before) == 0
    assert Draft.objects.count() == 1


def test_a_filed_draft_goes_too_and_leaves_its_demande_and_files() -> None:
    draft = make_draft()
    make_draft_file(draft)
    demande = filing.file(draft=draft)
    with in_days(31):
        tasks.purge_drafts()
    assert not Draft.objects.exists()
    assert demande.attachments.get().stored.size
    assert Demande.objects.count() == 1


def test_files_that_nothing_holds_go_after_a_day() -> None:
    demande = make_demande()
    tasks.issue_receipt.call(demande.pk)
    lost, held = make_file(), make_draft_file(make_draft()).stored
    tasks.sweep_files()
    assert StoredFile.objects.count() == 3
    with in_days(1.1):
        tasks.sweep_files()
    demande.refresh_from_db()
    assert set(StoredFile.objects.all()) == {held, demande.receipt}
    assert not storages["private"].exists(lost.file.name)


def test_both_sweeps_are_registered() -> None:
    assert {"demandes.drafts", "demandes.files"} <= set(periodic.registry)


def test_a_receipt_that_fails_is_tried_again() -> None:
    tasks.issue_receipt.call(404)
    again = DBTaskResult.objects.get()
    assert again.task_path == "portal.demandes.tasks.issue_receipt"
    assert again.run_after > timezone.now()
    with in_days(6.1), pytest.raises(Demande.DoesNotExist):
        tasks.issue_receipt.call(404, since=again.args_kwargs["kwargs"]["since"])
