"""From queued to sent, against a real SMTP server."""

import logging
from datetime import UTC, datetime, timedelta
from email.headerregistry import Address

import pytest
import time_machine
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from portal.accounts.models import User
from portal.messaging import delivery, outbox, tasks
from portal.messaging.models import OutboundMessage
from portal.messaging.outcome import Outcome, Verdict
from portal.messaging.states import State
from tests.portal.messaging.conftest import Write
from tests.portal.messaging.mail_server import MailServer, free_port
from tests.portal.tasks.workers import run_tasks

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def sent_on(message: OutboundMessage) -> OutboundMessage:
    """The message after the workers have done what is due."""
    run_tasks()
    message.refresh_from_db()
    return message


def test_a_message_leaves_once_with_its_headers(smtp: MailServer, write: Write) -> None:
    message = sent_on(write(reply_to="mairie@example.org"))
    assert message.state == State.SENT
    assert message.attempts == 1
    [mail] = smtp.desk.received
    [sender] = mail["From"].addresses
    assert sender == Address("Ville d’Isigny, mairie", addr_spec="ne-pas-repondre@localhost")
    assert mail["To"] == "camille.durand@example.org"
    assert mail["Reply-To"] == "mairie@example.org"
    assert mail["Subject"] == "Votre demande est enregistrée"
    assert mail["Message-ID"] == message.message_id
    assert mail["Auto-Submitted"] == "auto-generated"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    text = next(mail.iter_parts()).get_content()
    assert text.splitlines() == message.text.splitlines()


def test_a_second_task_sends_nothing_more(smtp: MailServer, write: Write) -> None:
    message = write()
    tasks.send.enqueue(message.pk)
    sent_on(message)
    assert len(smtp.desk.received) == 1


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
def test_a_temporary_refusal_is_tried_again_later(
    smtp: MailServer, write: Write, step: str
) -> None:
    smtp.desk.refusals[step] = "451 Come back later"
    with time_machine.travel(START, tick=False) as clock:
        message = sent_on(write())
        assert (message.state, message.error) == (State.QUEUED, "smtp_451")
        assert message.next_try_at == START + timedelta(minutes=1)
        smtp.desk.refusals.clear()
        assert sent_on(message).state == State.QUEUED, "not due yet"
        clock.shift(timedelta(minutes=1))
        assert sent_on(message).state == State.SENT
    assert len(smtp.desk.received) == 1
    assert message.error == ""


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
def test_a_permanent_refusal_fails_at_once(smtp: MailServer, write: Write, step: str) -> None:
    smtp.desk.refusals[step] = "550 No such mailbox"
    message = sent_on(write())
    assert (message.state, message.error) == (State.FAILED, "smtp_550")
    assert not DBTaskResult.objects.ready().exists()


@pytest.mark.parametrize("address", [f"lea@{'é' * 58}.example", "lea@\u00ad.example"])
def test_an_address_that_cannot_be_written_for_the_server_fails_at_once(
    smtp: MailServer, write: Write, address: str
) -> None:
    message = sent_on(write(recipient=address))
    assert (message.state, message.error) == (State.FAILED, "address")
    assert smtp.desk.received == []


def test_an_absent_server_is_tried_for_48_hours_then_the_message_fails(
    smtp: MailServer, write: Write, settings: Settings
) -> None:
    settings.EMAIL_PORT = free_port()
    with time_machine.travel(START, tick=False) as clock:
        message = sent_on(write())
        while message.next_try_at:
            assert message.error == "connection"
            clock.move_to(message.next_try_at)
            sent_on(message)
        assert datetime.now(UTC) == START + timedelta(hours=48)
    assert message.state == State.FAILED
    assert 15 <= message.attempts <= 25


def test_a_failed_message_sent_again_has_48_hours_more(
    smtp: MailServer, write: Write, settings: Settings
) -> None:
    smtp.desk.refusals["RCPT"] = "550 No such mailbox"
    with time_machine.travel(START, tick=False) as clock:
        message = sent_on(write())
        clock.shift(timedelta(days=10))
        smtp.desk.refusals["RCPT"] = "450 Busy"
        outbox.resend(message=message, by=User.objects.create_agent("officer@example.org"))
        assert sent_on(message).state == State.QUEUED
        smtp.desk.refusals.clear()
        clock.shift(timedelta(minutes=1))
        assert sent_on(message).state == State.SENT
    assert smtp.desk.received[0]["Message-ID"] == message.message_id


def test_a_line_cut_before_the_body_loses_and_doubts_nothing(
    smtp: MailServer, write: Write
) -> None:
    smtp.desk.cut_at = "RCPT"
    message = sent_on(write())
    assert (message.state, message.error) == (State.QUEUED, "connection")


@pytest.mark.parametrize(("cut_at", "received"), [("BODY", 0), ("ACCEPTED", 1)])
def test_a_line_cut_after_the_body_leaves_a_doubt(
    smtp: MailServer, write: Write, cut_at: str, received: int
) -> None:
    smtp.desk.cut_at = cut_at
    message = sent_on(write())
    assert (message.state, message.error) == (State.UNCERTAIN, "connection")
    assert not DBTaskResult.objects.ready().exists()
    assert len(smtp.desk.received) == received


def test_a_wrong_password_is_ours_to_mend_and_fails_no_message(
    smtp: MailServer, write: Write, settings: Settings
) -> None:
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = "wrong"
    assert sent_on(write()).state == State.QUEUED


def test_without_a_server_the_demo_marks_messages_sent(write: Write, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    assert sent_on(write()).state == State.SENT


def test_no_log_line_names_a_person(
    smtp: MailServer, write: Write, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    smtp.desk.refusals["RCPT"] = "550 camille.durand@example.org is unknown"
    sent_on(write())
    smtp.desk.refusals.clear()
    sent_on(write())
    ours = "\n".join(record.getMessage() for record in caplog.records if record.name != "mail.log")
    assert "state=sent" in ours
    assert not any(word in ours.lower() for word in ("camille", "durand", "enregistrée"))
    assert not any("camille" in task.traceback.lower() for task in DBTaskResult.objects.all())


def test_a_message_in_sending_is_left_to_whoever_sends_it(write: Write) -> None:
    message = write()
    delivery.start(message.pk)
    assert delivery.start(message.pk) is None
    message.refresh_from_db()
    assert message.state == State.SENDING


def test_a_message_in_sending_after_a_crash_is_doubted(write: Write) -> None:
    message = write()
    delivery.start(message.pk)
    assert delivery.start(message.pk, after_crash=True) is None
    message.refresh_from_db()
    assert (message.state, message.error) == (State.UNCERTAIN, "crash")


def test_a_queued_message_after_a_crash_is_sent(write: Write) -> None:
    assert delivery.start(write().pk, after_crash=True) is not None


def test_a_late_truth_replaces_a_doubt(write: Write) -> None:
    """A worker thought dead was only slow: what it learnt counts."""
    message = write()
    sending = delivery.start(message.pk)
    assert sending is not None
    delivery.start(message.pk, after_crash=True)
    delivery.settle(sending, Outcome(Verdict.ACCEPTED))
    message.refresh_from_db()
    assert message.state == State.SENT


def test_a_late_truth_about_an_earlier_attempt_changes_nothing(write: Write) -> None:
    message = write()
    first = delivery.start(message.pk)
    assert first is not None
    delivery.start(message.pk, after_crash=True)
    message.refresh_from_db()
    outbox.resend(message=message, by=User.objects.create_agent("officer@example.org"))
    delivery.start(message.pk)
    delivery.settle(first, Outcome(Verdict.PERMANENT, "smtp_550"))
    message.refresh_from_db()
    assert message.state == State.SENDING


def test_a_message_erased_while_it_leaves_is_not_tried_again(write: Write) -> None:
    message = write()
    sending = delivery.start(message.pk)
    assert sending is not None
    outbox.erase(topic=message.topic)
    delivery.settle(sending, Outcome(Verdict.TEMPORARY, "smtp_451"))
    message.refresh_from_db()
    assert (message.state, message.recipient) == (State.FAILED, "")


def test_the_sweep_doubts_what_has_been_leaving_for_ten_minutes(write: Write) -> None:
    with time_machine.travel(START, tick=False) as clock:
        message = write()
        delivery.start(message.pk)
        clock.shift(timedelta(minutes=10))
        tasks.sweep()
        message.refresh_from_db()
        assert message.state == State.SENDING
        clock.shift(timedelta(seconds=1))
        tasks.sweep()
    message.refresh_from_db()
    assert (message.state, message.error) == (State.UNCERTAIN, "crash")


def test_the_sweep_finds_a_queued_message_whose_task_was_lost(
    smtp: MailServer, write: Write
) -> None:
    with time_machine.travel(START, tick=False) as clock:
        message = write()
        DBTaskResult.objects.all().delete()
        tasks.sweep()
        assert sent_on(message).state == State.QUEUED
        clock.shift(timedelta(minutes=16))
        tasks.sweep()
        tasks.sweep()
        assert DBTaskResult.objects.ready().count() == 1
        assert sent_on(message).state == State.SENT
    assert len(smtp.desk.received) == 1
