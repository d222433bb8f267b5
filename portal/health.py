"""Two questions that a supervisor asks: are you alive, and can you work?"""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone

from portal.accounts.access import public
from portal.media import quarantine
from portal.tasks.beats import last_beat

migrated = False  # true once seen: code and migrations only change with the process


@public
def healthz(_request: HttpRequest) -> HttpResponse:
    """The process answers; asks nothing of the database, so a restart is never its remedy."""
    return JsonResponse({"status": "ok"})


@public
def readyz(_request: HttpRequest) -> HttpResponse:
    """Whether a request would be served and its tasks carried out; 503 with the reasons if not.

    With an antivirus, also how many files wait, could not be scanned, were found infected.
    """
    seen: dict[str, Any] = {}
    try:
        reasons = [reason for reason in (migration_fault(), worker_fault()) if reason]
        if settings.CLAMD_ADDRESS:
            seen["files"] = quarantine.counts()
    except DatabaseError:
        reasons = ["database unreachable"]
    status = "unavailable" if reasons else "ok"
    answer = {"status": status, "reasons": reasons, **seen}
    return JsonResponse(answer, status=503 if reasons else 200)


def migration_fault() -> str:
    """What is wrong with the migrations, if anything."""
    global migrated  # noqa: PLW0603 (a fact of this process, learnt once)
    if not migrated:
        executor = MigrationExecutor(connection)
        migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    return "" if migrated else "migrations not applied"


def worker_fault() -> str:
    """What is wrong with the workers, if anything."""
    beat = last_beat()
    if beat is None:
        return "no worker ever ran"
    silence = timezone.now() - beat
    if silence > timedelta(seconds=settings.WORKER_SILENCE_SECONDS):
        return f"no sign of a worker for {int(silence.total_seconds())} s"
    return ""
