"""One run: prepare, measure, print."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from tests.bench import measures, world
from tests.bench.figures import table
from tests.bench.populate import populate
from tests.web_process import WebProcess

WORKERS = 2


def run(demandes: int) -> int:
    """Print the table; the exit code. Refuses a database that already holds something."""
    if connection.introspection.table_names():
        say("This database holds tables: the bench only fills an empty one.")
        return 2
    built = prepare(demandes)
    with served() as web:
        found = list(measures.figures(web, built))
    say(table(found))
    load, processors = os.getloadavg()[1], os.cpu_count()
    say(f"load over five minutes: {load:.1f} on {processors} processors")
    return 1 if any(figure.missed for figure in found) else 0


def prepare(demandes: int) -> world.World:
    """Tables, static files, rows; then no connection of ours remains."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    start = time.monotonic()
    built = world.build()
    populate(built, demandes)
    say(f"{demandes} demandes and their lives written in {time.monotonic() - start:.0f} s")
    connection.close()
    return built


@contextmanager
def served() -> Iterator[WebProcess]:
    """The server, starting; its log is shown when the measuring fails."""
    log = settings.FOLDER / "gunicorn.log"
    web = WebProcess(log, {}, workers=WORKERS)
    try:
        yield web
    except BaseException:
        say(log.read_text()[-5000:])
        raise
    finally:
        web.stop()


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
