"""Fixtures and rules of every test."""

import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

pytest_plugins = [
    "tests.plugins.databases",
    "tests.plugins.no_skip",
    "tests.plugins.second_engine",
    "tests.plugins.servers",
    "tests.plugins.template_variables",
]

# A slow machine is no fault of what is tested, nor is a database that examples share.
hypothesis_settings.register_profile(
    "house",
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
hypothesis_settings.load_profile("house")


@pytest.fixture(autouse=True)
def _empty_cache() -> Iterator[None]:
    """No test sees what another one cached."""
    yield
    cache.clear()


@pytest.fixture(scope="session", autouse=True)
def _temporary_files() -> Iterator[None]:
    """Uploads of the tests go away with the run."""
    yield
    shutil.rmtree(settings.TEMP_DIR, ignore_errors=True)


@pytest.fixture
def query_budget() -> Callable[..., None]:
    """`query_budget(call, more, at_most=12)`: as many queries before `more()` adds rows as after.

    `call` draws the page (say with 5 rows), `more` brings it to 50; one call warms up first.
    """

    def count(call: Callable[[], Any]) -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            call()
        return [query["sql"] for query in queries.captured_queries]

    def check(call: Callable[[], Any], more: Callable[[], Any], *, at_most: int) -> None:
        call()
        few = count(call)
        more()
        call()  # what more rows made out of date is read again
        many = count(call)
        listing = "\n".join(many)
        assert len(many) <= at_most, f"{len(many)} queries, {at_most} allowed:\n{listing}"
        assert len(many) == len(few), f"{len(few)} queries grew to {len(many)}:\n{listing}"

    return check
