"""What is kept of a task that failed."""

import pytest
from django_tasks_db.models import DBTaskResult

from tests.portal.tasks import samples
from tests.portal.tasks.workers import run_tasks

pytestmark = pytest.mark.django_db


def test_a_failure_keeps_the_kinds_and_places_of_its_errors_and_none_of_their_words() -> None:
    samples.call_names.enqueue()
    run_tasks()
    failed = DBTaskResult.objects.get()
    assert failed.exception_class_path == "builtins.ValueError"
    assert "builtins.KeyError" in failed.traceback
    assert "samples.py" in failed.traceback
    assert "Durand" not in failed.traceback
