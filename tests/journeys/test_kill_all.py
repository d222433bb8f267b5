"""Two web processes and two workers on one database, killed amid filings: nothing lost or twice."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django_tasks_db.models import DBTaskResult

from portal.demandes.models import Demande
from portal.media.models import StoredFile
from tests.journeys.kill_people import (
    Resident,
    check_demandes,
    check_drafts,
    check_mail,
    offered_procedure,
)
from tests.journeys.kill_processes import environment
from tests.portal.messaging.mail_server import AFTER_ACCEPTING, MailServer
from tests.portal.tasks.workers import WorkerProcess, wait_until
from tests.web_process import WebProcess

FILING, HESITANT = 16, 4  # residents
AT_ONCE = 4


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    server = MailServer()
    yield server
    server.stop()


@pytest.fixture
def webs(transactional_db: None, tmp_path: Path) -> Iterator[list[WebProcess]]:
    """Two of them; each is replaced by nobody when it dies."""
    started = [WebProcess(tmp_path / "web.log", environment(tmp_path)) for _ in range(2)]
    try:
        for web in started:
            web.wait()
        yield started
    finally:
        for web in started:
            web.stop()


@pytest.fixture
def start_worker(
    transactional_db: None, tmp_path: Path, mail_server: MailServer
) -> Iterator[Callable[[], WorkerProcess]]:
    started: list[WorkerProcess] = []

    def start() -> WorkerProcess:
        log, port = tmp_path / "worker.log", mail_server.port
        started.append(WorkerProcess(log, mail_port=port, **environment(tmp_path)))
        return started[-1]

    yield start
    for worker in started:
        worker.kill()


def all_done() -> bool:
    return not DBTaskResult.objects.exclude(status__in=("SUCCESSFUL", "FAILED")).exists()


def test_any_of_two_web_processes_and_two_workers_can_die(
    webs: list[WebProcess], start_worker: Callable[[], WorkerProcess], mail_server: MailServer
) -> None:
    workers = [start_worker(), start_worker()]
    code = offered_procedure().code
    residents = [Resident(number, webs, code) for number in range(FILING + HESITANT)]
    filing, hesitant = residents[:FILING], residents[FILING:]
    with ThreadPoolExecutor(AT_ONCE) as street:
        done = [street.submit(each.fill_in) for each in hesitant]
        done += [street.submit(each.file) for each in filing]
        wait_until(lambda: Demande.objects.count() >= FILING // 4)
        webs[0].kill()
        mail_server.desk.pause_at = AFTER_ACCEPTING
        wait_until(mail_server.desk.reached.is_set)
        workers[0].kill()
        mail_server.desk.go_on.set()
        for each in done:
            each.result()
    wait_until(all_done)
    check_demandes(filing)
    check_drafts(hesitant)
    assert check_mail(mail_server) <= 1
    check_receipts()


def check_receipts() -> None:
    """Each demande has its receipt, drawn to the end and kept once."""
    assert not Demande.objects.filter(receipt=None).exists()
    assert StoredFile.objects.count() == Demande.objects.count()
