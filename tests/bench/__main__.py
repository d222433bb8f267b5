"""`make bench`: fill a throw-away PostgreSQL, start the server, measure, print, judge."""

import os
import sys
import tempfile

import django
from django.utils.module_loading import import_string

FEW = 10_000
MANY = int(os.environ.get("BENCH_DEMANDES", "1000000"))
ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "tests.bench.settings",
    "SECRET_KEY": "Lq8-only-for-the-bench-vT3xN7wRk2Zb9YcMd5HsJf4GpUe6Aa1Ee0Ii",
    "ALLOWED_HOSTS": "127.0.0.1",
    "PUBLIC_BASE_URL": "https://demarches.example.org",
    "EMAIL_HOST": "127.0.0.1",  # no worker runs: nothing is sent
    "EMAIL_PORT": "9",
    "DEFAULT_FROM_EMAIL": "ne-pas-repondre@example.org",
    "MALLOC_ARENA_MAX": "2",  # as docs/deploy sets it
    "SEARCH_MEANING": "0",  # memory and search on words alone; with meaning: tests.bench.searching
}


def main() -> int:
    """The exit code: 1 on a missed figure, 2 on a database that isn't ours to fill."""
    if not os.environ.get("DATABASE_URL", "").startswith("postgres"):
        sys.stderr.write("The bench fills a throw-away PostgreSQL: run `make bench`.\n")
        return 2
    with tempfile.TemporaryDirectory(prefix="gps-bench-") as folder:
        os.environ.update(ENVIRONMENT | {"BENCH_FOLDER": folder})
        django.setup()
        code: int = import_string("tests.bench.run.run")(FEW, MANY)  # it imports models
        return code


if __name__ == "__main__":
    sys.exit(main())
