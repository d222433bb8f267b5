"""Every process of a run starts from a copy of one database, migrated once per set of migrations.

Migrating takes long, copying a moment; and a run that was killed, or whose last test flushed the
tables, leaves nothing behind for the next one.
"""

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import django
import pytest
from django.conf import settings
from django.db import connection
from pytest_django import DjangoDbBlocker

KEPT = 4  # templates of SQLite: several people's migrations in one tree


def fingerprint() -> str:
    """Changes with any migration of ours or any version of a package."""
    root = settings.BASE_DIR
    files = [*root.glob("*/migrations/*.py"), *root.glob("*/*/migrations/*.py")]
    digest = hashlib.sha256()
    for path in sorted([*files, root / "requirements.lock"]):
        digest.update(f"{path.relative_to(root)}\n".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def migrate(url: str) -> None:
    """Migrates the database at a URL, in a process of its own."""
    environment = os.environ | {
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "portal.settings.test",
    }
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    done = subprocess.run(
        command, env=environment, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.exit(f"migrate failed:\n{done.stderr[-3000:]}", returncode=3)


def sqlite_template() -> Path:
    """The migrated file, made when it isn't there."""
    template = settings.CACHE_DIR / f"template-{fingerprint()}.sqlite3"
    if not template.exists():
        draft = template.with_suffix(".draft")
        for leftover in settings.CACHE_DIR.glob(f"{draft.name}*"):
            leftover.unlink()
        migrate(f"sqlite:///{draft}")
        draft.rename(template)
        templates = settings.CACHE_DIR.glob("template-*.sqlite3")
        for old in sorted(templates, key=lambda path: -path.stat().st_mtime)[KEPT:]:
            old.unlink()
    return template


def postgresql_template() -> str:
    """The name of the migrated database, made when it isn't there."""
    template = f"template_{fingerprint()}"
    url = os.environ["DATABASE_URL"]
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [template])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE DATABASE {template}_draft")
            migrate(f"{url.rpartition('/')[0]}/{template}_draft")
            cursor.execute(f"ALTER DATABASE {template}_draft RENAME TO {template}")
    return template


def copy_sqlite(target: Path) -> None:
    """Puts a copy of the migrated file at `target`."""
    template = sqlite_template()
    for companion in ("-wal", "-shm", "-journal"):
        Path(f"{target}{companion}").unlink(missing_ok=True)
    shutil.copyfile(template, target)


def copy_postgresql(target: str) -> None:
    """Creates the database `target` from the migrated one."""
    template = postgresql_template()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{target}"')
        cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE {template}')


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """One process at a time."""
    with (settings.CACHE_DIR / "template.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def main() -> None:
    """Make ahead what runs would wait for, on the engine of DATABASE_URL (.ci/suite.py)."""
    django.setup()
    with alone():
        sqlite_template() if connection.vendor == "sqlite" else postgresql_template()


@pytest.fixture(scope="session")
def django_db_createdb() -> bool:
    """Never from scratch: the copy below is always fresh."""
    return False


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: DjangoDbBlocker
) -> None:
    """Runs once per process, when its database has its name and before it is opened."""
    name: Any = connection.settings_dict["TEST"]["NAME"]
    with alone(), django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            copy_sqlite(Path(name))
        else:
            copy_postgresql(name)


if __name__ == "__main__":
    main()
