"""Workers that end with the test."""

from tests.portal.tasks.conftest import loaded, start_worker

__all__ = ["loaded", "start_worker"]
