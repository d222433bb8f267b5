"""A demo of its own: a fresh database in a temporary folder, a server on a free port."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.web_process import ROOT, WebProcess


@contextmanager
def served() -> Iterator[str]:
    """The address of the demo, gone with its folder on leaving."""
    with tempfile.TemporaryDirectory(prefix="gps-docs-") as folder:
        environment = {
            "DJANGO_SETTINGS_MODULE": "tests.screenshots.settings",
            "GPS_DOCS_FOLDER": folder,
            "DATABASE_URL": f"sqlite:///{folder}/demo.sqlite3",
            "DEBUG": "0",
        }
        manage(environment, "migrate", "--verbosity", "0")
        web = WebProcess(Path(folder) / "web.log", environment)
        try:
            manage(environment, "load_demo", "--port", str(web.port), "--extent", "told")
            web.wait()
            yield f"http://127.0.0.1:{web.port}"
        finally:
            web.stop()


def manage(environment: dict[str, str], *arguments: str) -> None:
    """A command of manage.py; what it says is only worth reading when it fails."""
    subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=os.environ | environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )
