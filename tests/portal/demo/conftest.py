"""The demonstration, loaded once for all the tests of a module and then undone."""

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.db import transaction
from pytest_django import DjangoDbBlocker


@pytest.fixture(scope="module")
def loaded(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", "--force", "--port", "8000", "--extent", "told")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def territory(loaded: None, db: None) -> None:
    """The loaded demonstration, where each test may write without disturbing the others."""
