"""How the processes that the kill tests kill are started."""

from pathlib import Path

from tests.portal.tasks.workers import database_url


def environment(folder: Path) -> dict[str, str]:
    """The test's own database, no debugging, files in `folder`."""
    return {
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "tests.journeys.kill_settings",
        "DEBUG": "0",
        "KILL_FOLDER": str(folder / "private"),
    }
