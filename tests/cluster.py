"""A throw-away PostgreSQL: `python tests/cluster.py -- COMMAND…` gives COMMAND its DATABASE_URL.

Debian's binaries, a socket in a temporary folder, nothing synced to disk; gone at the end whatever
happens. Standard library only: `.ci/system-packages` asks `--check` before anything is installed.
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

OLDEST = 15
MISSING = (
    "PostgreSQL 15 or later is missing: sudo apt-get install postgresql\n"
    "PostgreSQL 15 ou plus récent manque : installez le paquet postgresql."
)
INITDB = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
# Quick rather than safe: the data lives as long as one run of the tests.
OPTIONS = {
    "listen_addresses": "''",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "120",
    "timezone": "UTC",
}


def binaries() -> Path:
    """The folder of the newest PostgreSQL here; raises SystemExit when it is older than 15."""
    found = [
        path for path in Path("/usr/lib/postgresql").glob("*/bin") if (path / "initdb").exists()
    ]
    newest = max(found, key=lambda path: int(path.parent.name), default=None)
    if newest is None or int(newest.parent.name) < OLDEST:
        raise SystemExit(MISSING)
    return newest


@contextlib.contextmanager
def cluster() -> Iterator[str]:
    """Starts a cluster and gives the URL of its database; stops and removes it on leaving."""
    programs = binaries()
    folder = Path(tempfile.mkdtemp(prefix="gps-pg-"))
    data = folder / "data"
    as_owner: list[str] = []
    if os.getuid() == 0:  # PostgreSQL refuses to run as root
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        as_owner = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]

    def run(program: str, *arguments: str) -> None:
        command = [*as_owner, str(programs / program), *arguments]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL)

    options = " ".join(f"-c {name}={value}" for name, value in OPTIONS.items())
    try:
        run("initdb", "-D", str(data), *INITDB)
        log = str(folder / "log")
        run("pg_ctl", "-D", str(data), "-w", "-l", log, "-o", f"-k {folder} {options}", "start")
        yield f"postgres://postgres@{quote(str(folder), safe='')}/postgres"
    finally:
        if (data / "postmaster.pid").exists():
            run("pg_ctl", "-D", str(data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder)


def main(arguments: list[str]) -> int:
    """Runs what follows `--` beside a cluster; gives back its exit code."""
    if arguments == ["--check"]:
        binaries()
        return 0
    # A closed terminal or a killed parent must still stop the cluster.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with cluster() as url:
        command = arguments[1:] if arguments[:1] == ["--"] else arguments
        return subprocess.run(
            command, env=os.environ | {"DATABASE_URL": url}, check=False
        ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
