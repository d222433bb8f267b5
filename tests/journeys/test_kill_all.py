"""Two web processes and two workers on one database, killed in turn amid filings: nothing lost or
twice."""

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
def start_web(transactional_db: None, tmp_path: Path) -> Iterator[Callable[[], WebProcess]]:
    started: list[WebProcess] = []

    def start() -> WebProcess:
        started.append(WebProcess(tmp_path / "web.log", environment(tmp_path)))
        return started[-1]

    yield start
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


def test_each_of_two_web_processes_and_two_workers_can_die_in_turn(
    start_web: Callable[[], WebProcess],
    start_worker: Callable[[], WorkerProcess],
    mail_server: MailServer,
) -> None:
    webs, workers = [start_web(), start_web()], [start_worker(), start_worker()]
    for web in webs:
        web.wait()
    code = offered_procedure().code
    residents = [Resident(number, webs, code) for number in range(FILING + HESITANT)]
    filing, hesitant = residents[:FILING], residents[FILING:]
    waves = (filing[: FILING // 2], filing[FILING // 2 :])
    for turn, wave in enumerate(waves):
        with ThreadPoolExecutor(AT_ONCE) as street:
            done = [street.submit(each.fill_in) for each in hesitant[turn::2]]
            done += [street.submit(each.file) for each in wave]
            await_demandes(turn * len(wave) + len(wave) // 4)
            webs[turn].kill()
            kill_amid_sending(workers[turn], mail_server)
            for each in done:
                each.result()
        webs.append(start_web())
        workers.append(start_worker())
        webs[-1].wait()
    wait_until(all_done)
    check_demandes(filing)
    check_drafts(hesitant)
    assert check_mail(mail_server) <= len(waves)
    check_receipts()


def await_demandes(count: int) -> None:
    wait_until(lambda: Demande.objects.count() >= count)


def kill_amid_sending(worker: WorkerProcess, mail_server: MailServer) -> None:
    """SIGKILL while the mail server, which has taken a message, keeps its answer back."""
    desk = mail_server.desk
    desk.reached.clear()
    desk.go_on.clear()
    desk.pause_at = AFTER_ACCEPTING
    wait_until(desk.reached.is_set)
    worker.kill()
    desk.go_on.set()


def check_receipts() -> None:
    """Each demande has its receipt, drawn to the end and kept once."""
    assert not Demande.objects.filter(receipt=None).exists()
    assert StoredFile.objects.count() == Demande.objects.count()
