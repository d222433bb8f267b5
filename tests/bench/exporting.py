"""An export in a process of its own, so that its memory is nobody else's."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import django

from tests.bench.figures import Figure

QUEUE = "mon-service"
LITTLE, MUCH = "state=awaiting_partner&commune=Lens", "state=filed"
MORE_MEMORY = 25  # MB, of the long one over the short one


def figures(email: str) -> Iterator[Figure]:
    """Two exports of a head's queue, ten times apart or so."""
    little, much = (_apart(email, query) for query in (LITTLE, MUCH))
    rows = f"{much['rows']:.0f} rows ({little['rows']:.0f} before)"
    grown = (much["memory"] - little["memory"]) / 1e6
    yield Figure(f"many: export of {rows}: more memory", grown, MORE_MEMORY, "MB")
    yield Figure("many: the same: time", much["seconds"], None, "s")


def _apart(email: str, query: str) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.exporting", email, query]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def main(email: str, query: str) -> None:
    django.setup()
    from django.http import QueryDict  # noqa: PLC0415 (settings first)

    from backoffice.exports import processing, workflow  # noqa: PLC0415 (settings first)
    from backoffice.exports.models import Kind  # noqa: PLC0415 (settings first)
    from backoffice.queues.queues import BY_SLUG  # noqa: PLC0415 (settings first)
    from portal.accounts.models import User  # noqa: PLC0415 (settings first)

    agent, began = User.objects.get(email=email), time.monotonic()
    export = workflow.ask(queue=BY_SLUG[QUEUE], query=QueryDict(query), kind=Kind.XLSX, agent=agent)
    processing.write(str(export.pk))
    export.refresh_from_db()
    assert export.stored_id, export.state
    memory = peak()
    seconds = time.monotonic() - began
    sys.stdout.write(json.dumps({"rows": export.written, "memory": memory, "seconds": seconds}))


def peak() -> int:
    """Bytes, at most; getrusage would count what the parent weighed before this program began."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found
    return int(found[1]) * 1024


if __name__ == "__main__":
    main(*sys.argv[1:3])
