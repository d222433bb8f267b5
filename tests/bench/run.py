"""One run: prepare, measure, print."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from tests.bench import (
    exporting,
    importing,
    invoices,
    large,
    measures,
    notifications,
    searching,
    world,
)
from tests.bench.figures import Figure, table
from tests.bench.populate import grow, populate
from tests.web_process import WebProcess

WORKERS = 2
MINUTES = 15


def run(few: int, many: int) -> int:
    """Print the table; the exit code. Refuses a database that already holds something."""
    if connection.introspection.table_names():
        say("This database holds tables: the bench only fills an empty one.")
        return 2
    found: list[Figure] = []
    try:
        measure(found, few, many)
    finally:  # what was measured is told, even where a later measure failed
        say(table(found))
    load, processors = os.getloadavg()[1], os.cpu_count()
    say(f"load over five minutes: {load:.1f} on {processors} processors")
    return 1 if any(figure.missed for figure in found) else 0


def measure(found: list[Figure], few: int, many: int) -> None:
    """Add every figure to `found`, as it comes."""
    built = prepare(few)
    with served() as web:
        found += measures.figures(web, built)
        found += notifications.figures(web.port)
        found += invoices.figures(web)
        head = measures.signed_in(web.port, built.head.email)
        before = large.queue_times(head)
        found.append(growth(few, many))
        found += large.figures(head, before)
        found += exporting.figures(built.head.email)
        found += importing.figures()
        found += searching.figures()


def prepare(demandes: int) -> world.World:
    """Tables, static files, rows; then no connection of ours remains."""
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    built = world.build()
    populate(built, demandes)
    connection.close()
    return built


def growth(few: int, many: int) -> Figure:
    """Write the other demandes; how long a million would have taken."""
    start = time.monotonic()
    grow(many)
    connection.close()
    minutes = (time.monotonic() - start) / 60
    say(f"{many - few} demandes and their lives written in {minutes:.1f} min")
    return Figure("a million demandes written", minutes / (many - few) * 1e6, MINUTES, "min")


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
