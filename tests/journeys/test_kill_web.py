"""The web process killed at each point of a filing: the person reloads, nothing is lost or twice.

Each point is a table that the test locks: the request stops there, in the midst of its transaction.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.db.models import Model
from django_tasks_db.models import DBTaskResult

from portal.demandes.models import Demande, Draft, JournalEntry
from portal.messaging.models import OutboundMessage
from tests.journeys.kill_people import NO_REPLY, Resident, check_demandes, offered_procedure
from tests.journeys.kill_processes import environment
from tests.portal.tasks.workers import wait_until
from tests.visitor import Reply
from tests.web_process import WebProcess

BEFORE_COMMIT = [Draft, Demande, JournalEntry, OutboundMessage, DBTaskResult]
AFTER_COMMIT = Session


@pytest.fixture(scope="module")
def web(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebProcess]:
    """One gunicorn whose only worker is killed again and again; forked, so that it is soon back."""
    folder = tmp_path_factory.mktemp("web")
    process = WebProcess(folder / "log", environment(folder), "--preload")
    try:
        process.wait()
        yield process
    finally:
        process.stop()


@pytest.fixture
def resident(web: WebProcess) -> Resident:
    return Resident(1, [web], offered_procedure().code)


@contextmanager
def held(model: type[Model]) -> Iterator[None]:
    """Nobody writes to the model's table, nor locks its rows, until the end."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {model._meta.db_table} IN EXCLUSIVE MODE")
        yield


def waiting() -> list[int]:
    """The backends that wait for a lock in this database."""
    with connection.cursor() as cursor:
        # A transaction sees the backends of its first look: later ones would be missed.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT pid FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return [pid for (pid,) in cursor.fetchall()]


def busy() -> bool:
    """Whether another backend of this database is in a transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
        )
        return bool(cursor.fetchone()[0])


def kill_at(model: type[Model], web: WebProcess, ask: Callable[[], Reply]) -> None:
    """Kill the worker while its request waits to write there; the person gets no reply."""
    with ThreadPoolExecutor(1) as person:
        with held(model):
            asked = person.submit(ask)
            wait_until(waiting)
            web.kill_worker()
            with pytest.raises(NO_REPLY):
                asked.result()
        wait_until(lambda: not busy())


def test_killed_while_a_step_is_saved(web: WebProcess, resident: Resident) -> None:
    """What was acknowledged stays; what wasn't is sent again by a reload."""
    place = resident.begin()
    form = resident.form(place) | resident.place
    kill_at(Draft, web, lambda: resident.visitor.post(place, form))
    assert Draft.objects.get().answers in ({}, resident.place)  # all or nothing of the step
    resident.send(place, form)
    assert Draft.objects.get().answers == resident.place


@pytest.mark.parametrize("model", BEFORE_COMMIT)
def test_killed_before_the_filing_is_written_it_never_happened(
    web: WebProcess, resident: Resident, model: type[Model]
) -> None:
    resident.fill_in()
    kill_at(model, web, lambda: resident.visitor.post(resident.check, resident.read))
    assert not Demande.objects.exists()
    assert Draft.objects.get().answers == resident.said
    resident.confirm()
    check_demandes([resident])


def test_killed_between_the_filing_and_its_reply_a_reload_finds_the_demande(
    web: WebProcess, resident: Resident
) -> None:
    resident.fill_in()
    kill_at(AFTER_COMMIT, web, lambda: resident.visitor.post(resident.check, resident.read))
    filed = Demande.objects.get()
    resident.confirm()
    assert resident.reference == filed.reference
    check_demandes([resident])
