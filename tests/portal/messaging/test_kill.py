"""Real workers killed at named points: nothing lost, nothing sent twice without the button."""

from collections.abc import Callable

import pytest
from django_tasks_db.models import DBTaskResult

from portal.accounts.models import User
from portal.messaging import outbox
from portal.messaging.models import OutboundMessage
from portal.messaging.states import State
from tests.portal.messaging.conftest import Write
from tests.portal.messaging.mail_server import (
    AFTER_ACCEPTING,
    AT_QUIT,
    BEFORE_ACCEPTING,
    MailServer,
)
from tests.portal.tasks.forked import ForkedWorker
from tests.portal.tasks.workers import wait_until

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)
StartWorker = Callable[..., ForkedWorker]


def state_of(message: OutboundMessage) -> str:
    return OutboundMessage.objects.values_list("state", flat=True).get(pk=message.pk)


def all_done() -> bool:
    return not DBTaskResult.objects.exclude(status__in=("SUCCESSFUL", "FAILED")).exists()


def kill_at(
    point: str, server: MailServer, start_worker: StartWorker, victim: OutboundMessage
) -> str:
    """Kills a worker while the server holds it at a point, then starts another one.

    Returns the state that was already committed at that point.
    """
    server.desk.pause_at = point
    worker = start_worker(mail_port=server.port)
    assert server.desk.reached.wait(timeout=90)
    committed = state_of(victim)
    worker.kill()
    server.desk.go_on.set()
    start_worker(mail_port=server.port)
    return committed


@pytest.mark.parametrize(
    ("point", "received", "committed", "state"),
    [
        (BEFORE_ACCEPTING, 0, State.SENDING, State.UNCERTAIN),
        (AFTER_ACCEPTING, 1, State.SENDING, State.UNCERTAIN),
        (AT_QUIT, 1, State.SENT, State.SENT),
    ],
)
def test_a_killed_worker_loses_nothing_and_repeats_nothing(
    write: Write,
    mail_server: MailServer,
    start_worker: StartWorker,
    point: str,
    received: int,
    committed: State,
    state: State,
) -> None:
    victim, waiting = write(), write()
    assert kill_at(point, mail_server, start_worker, victim) == committed
    wait_until(lambda: state_of(waiting) == State.SENT)
    wait_until(all_done)
    assert state_of(victim) == state
    by_id = [mail["Message-ID"] for mail in mail_server.desk.received]
    assert by_id.count(victim.message_id) == received
    assert by_id.count(waiting.message_id) == 1


def test_the_button_sends_an_uncertain_message_once_more_under_the_same_id(
    write: Write, mail_server: MailServer, start_worker: StartWorker
) -> None:
    message = write()
    kill_at(AFTER_ACCEPTING, mail_server, start_worker, message)
    wait_until(lambda: state_of(message) == State.UNCERTAIN)
    outbox.resend(message=message, by=User.objects.create_agent("officer@example.org"))
    wait_until(lambda: state_of(message) == State.SENT)
    received = [mail["Message-ID"] for mail in mail_server.desk.received]
    assert received == [message.message_id, message.message_id]


def test_a_worker_killed_before_it_spoke_leaves_the_message_to_another(
    write: Write, mail_server: MailServer, start_worker: StartWorker
) -> None:
    """The task was taken, the message still queued: it goes, without a doubt."""
    message = write()
    DBTaskResult.objects.get().claim("killed-long-ago")
    start_worker(mail_port=mail_server.port)
    wait_until(lambda: state_of(message) == State.SENT)
    assert len(mail_server.desk.received) == 1


def test_two_workers_send_each_message_once(
    write: Write, mail_server: MailServer, start_worker: StartWorker
) -> None:
    messages = [write() for _ in range(20)]
    start_worker(mail_port=mail_server.port)
    start_worker(mail_port=mail_server.port)
    wait_until(lambda: OutboundMessage.objects.filter(state=State.SENT).count() == 20)
    received = sorted(mail["Message-ID"] for mail in mail_server.desk.received)
    assert received == sorted(message.message_id for message in messages)


def test_workers_killed_at_any_moment_lose_nothing_and_repeat_nothing(
    write: Write, mail_server: MailServer, start_worker: StartWorker
) -> None:
    """What wasn't received is in doubt and shown as such; nothing was received twice."""
    messages = [write() for _ in range(30)]
    for milestone in (4, 13, 22):
        worker = start_worker(mail_port=mail_server.port)
        wait_until(lambda: len(mail_server.desk.received) >= milestone)  # noqa: B023  called at once
        worker.kill()
    start_worker(mail_port=mail_server.port)
    wait_until(all_done)
    received = [mail["Message-ID"] for mail in mail_server.desk.received]
    assert len(received) == len(set(received))
    doubted = set(OutboundMessage.objects.uncertain().values_list("message_id", flat=True))
    assert {message.message_id for message in messages} == set(received) | doubted
    assert len(doubted) <= 3
    assert OutboundMessage.objects.filter(state=State.SENT).count() == 30 - len(doubted)


def test_a_worker_asked_to_stop_finishes_the_message_it_is_sending(
    write: Write, mail_server: MailServer, start_worker: StartWorker
) -> None:
    message = write()
    mail_server.desk.pause_at = BEFORE_ACCEPTING
    worker = start_worker(mail_port=mail_server.port)
    assert mail_server.desk.reached.wait(timeout=90)
    worker.ask_to_stop()
    mail_server.desk.go_on.set()
    assert worker.exit_code() == 0
    assert state_of(message) == State.SENT


def test_a_workers_log_names_nobody(
    write: Write, mail_server: MailServer, start_worker: StartWorker
) -> None:
    message = write()
    mail_server.desk.refusals["RCPT"] = "550 camille.durand@example.org is unknown"
    worker = start_worker(mail_port=mail_server.port)
    wait_until(lambda: state_of(message) == State.FAILED)
    worker.ask_to_stop()
    assert worker.exit_code() == 0
    log = worker.log.read_text()
    assert "state=failed error=smtp_550" in log
    assert "camille" not in log.lower()
