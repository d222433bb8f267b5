"""The throw-away PostgreSQL goes away, whatever its command did."""

import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote

import psycopg

from tests.architecture.tree import ROOT
from tests.cluster import cluster


def test_it_is_removed_after_a_command_that_fails_and_its_code_is_kept() -> None:
    command = [sys.executable, "tests/cluster.py", "--", "sh", "-c", "echo $DATABASE_URL; exit 7"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 7
    folder = Path(unquote(done.stdout.split("@")[1].rpartition("/")[0]))
    assert folder.name.startswith("gps-pg-")
    assert not folder.exists()


def test_it_answers_on_a_socket_only() -> None:
    with cluster() as url, psycopg.connect(url.replace("postgres://", "postgresql://")) as database:
        row = database.execute("SHOW listen_addresses").fetchone()
    assert row == ("",)
