"""With TESTS_OF_THE_DATABASE set, tests that reach no database are left out: one engine is enough.

pytest-django lets no query through in a test that asks for no database, so that they can't tell
one engine from the other.
"""

import os

import pytest

DATABASE = {"db", "transactional_db"}  # live_server and serialized_rollback ask for the latter


def reaches_a_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    return item.get_closest_marker("django_db") is not None or bool(DATABASE & fixtures)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not os.environ.get("TESTS_OF_THE_DATABASE"):
        return
    left_out = [item for item in items if not reaches_a_database(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if reaches_a_database(item)]
