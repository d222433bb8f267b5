"""Tasks that only tests enqueue."""

import time
from datetime import timedelta
from pathlib import Path

from django_tasks import task

from portal.tasks.retry import retrying


class NotYetError(Exception):
    """The other side isn't ready."""


@task
@retrying(during=timedelta(hours=2), on=NotYetError)
def knock(path: str) -> str:
    """Writes one line per visit; succeeds once a file beside it says so."""
    with Path(path).open("a") as visits:
        visits.write("knock\n")
    if not Path(f"{path}.open").exists():
        raise NotYetError
    return "in"


@task
def wait_for(path: str) -> str:
    """Says that it has begun, then waits until it is let go."""
    with Path(path).open("a") as visits:
        visits.write("begun\n")
    while not Path(f"{path}.go").exists():
        time.sleep(0.05)
    return "done"


@task
def call_names() -> None:
    """Fails as a database does, which quotes the row that it refuses."""
    try:
        raise KeyError("Camille Durand")
    except KeyError as error:
        raise ValueError("Key (name)=(Camille Durand) is there") from error
