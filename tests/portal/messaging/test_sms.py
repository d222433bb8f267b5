"""SMS: written once, carried by a provider over HTTP, never sent twice by themselves."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from portal.accounts.models import User
from portal.messaging import checks, outbox
from portal.messaging.models import OutboundMessage
from portal.messaging.sms.text import BASIC, EXTENDED, plain, segments
from portal.messaging.states import Medium, State
from portal.text import phones
from tests.portal.messaging.mail_server import free_port
from tests.portal.messaging.sms_server import SMSServer
from tests.portal.tasks.workers import run_tasks

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
BODY = {"to": "{to}", "content": {"text": "{text}"}, "from": "{from}", "tags": ["gps", 1]}


@pytest.fixture
def provider(settings: Settings) -> Iterator[SMSServer]:
    server = SMSServer()
    settings.SMS_PROVIDER = "portal.messaging.sms.http.HTTPProvider"
    settings.SMS_SENDER = "ISIGNY"
    settings.SMS_TIMEOUT = 1
    settings.SMS_HTTP = {"url": server.url, "headers": {"Api-Key": "s3cret"}, "body": BODY}
    yield server
    server.stop()


def write(**changes: Any) -> OutboundMessage:
    values = {
        "key": "demande:12:slip",
        "topic": "demande:12",
        "recipient": "06 12 34 56 78",
        "body": "Votre demande KX7T-22B9 est reçue.",
    }
    return outbox.enqueue_sms(**values | changes)


def sent_on(message: OutboundMessage) -> OutboundMessage:
    run_tasks()
    message.refresh_from_db()
    return message


@pytest.mark.django_db
def test_an_sms_leaves_once_with_the_providers_key(provider: SMSServer) -> None:
    message = write()
    assert write().pk == message.pk
    assert sent_on(message).state == State.SENT
    assert provider.received == [
        {
            "to": "+33612345678",
            "content": {"text": "Votre demande KX7T-22B9 est reçue.".replace("ç", "c")},
            "from": "ISIGNY",
            "tags": ["gps", 1],
        }
    ]
    assert provider.headers[0]["Api-Key"] == "s3cret"
    assert provider.headers[0]["Idempotency-Key"] == message.message_id


@pytest.mark.django_db
def test_a_provider_may_want_a_form(provider: SMSServer, settings: Settings) -> None:
    settings.SMS_HTTP |= {"form": True, "body": {"To": "{to}", "Body": "{text}"}}
    sent_on(write(body="Prêt & payé = 10 %"))
    assert provider.received == [{"To": "+33612345678", "Body": "Pret & payé = 10 %"}]


@pytest.mark.django_db
@pytest.mark.parametrize("status", [401, 403, 429, 503])
def test_what_the_provider_did_not_take_is_tried_again(provider: SMSServer, status: int) -> None:
    provider.status = status
    with time_machine.travel(START, tick=False) as clock:
        message = sent_on(write())
        assert (message.state, message.error) == (State.QUEUED, f"http_{status}")
        provider.status = 200
        clock.shift(timedelta(minutes=1))
        assert sent_on(message).state == State.SENT
    assert len(provider.received) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("status", [302, 400, 402, 404])
def test_a_refusal_fails_at_once_and_says_who_refused(provider: SMSServer, status: int) -> None:
    provider.status = status
    message = sent_on(write())
    assert message.state == State.FAILED
    assert message.explanation == (f"Le prestataire de SMS a refusé le message (code {status}).")


@pytest.mark.django_db
@pytest.mark.parametrize("status", [500, 502, 504])
def test_after_a_fault_of_the_provider_nobody_knows(provider: SMSServer, status: int) -> None:
    provider.status = status
    assert sent_on(write()).state == State.UNCERTAIN


@pytest.mark.django_db
def test_a_line_cut_after_the_request_leaves_a_doubt(provider: SMSServer) -> None:
    provider.cut = True
    message = sent_on(write())
    assert (message.state, message.error) == (State.UNCERTAIN, "connection")


@pytest.mark.django_db
def test_a_provider_that_keeps_silent_leaves_a_doubt(
    provider: SMSServer, settings: Settings
) -> None:
    provider.wait, settings.SMS_TIMEOUT = 0.5, 0.1
    message = sent_on(write())
    assert (message.state, message.error) == (State.UNCERTAIN, "timeout")


@pytest.mark.django_db
def test_a_doubtful_sms_sent_again_keeps_its_key(provider: SMSServer) -> None:
    provider.status = 500
    message = sent_on(write())
    provider.status = 200
    outbox.resend(message=message, by=User.objects.create_agent("officer@example.org"))
    assert sent_on(message).state == State.SENT
    assert provider.headers[0]["Idempotency-Key"] == message.message_id


@pytest.mark.django_db
def test_an_absent_provider_is_waited_for(provider: SMSServer, settings: Settings) -> None:
    settings.SMS_HTTP |= {"url": f"http://127.0.0.1:{free_port()}/"}
    message = sent_on(write())
    assert (message.state, message.error) == (State.QUEUED, "connection")


@pytest.mark.django_db
def test_a_provider_taken_out_of_the_settings_loses_nothing(
    provider: SMSServer, settings: Settings
) -> None:
    message = write()
    settings.SMS_PROVIDER = ""
    assert (sent_on(message).state, message.error) == (State.QUEUED, "no_provider")
    with pytest.raises(ValidationError, match="n’est pas configuré"):
        write(key="another")


@pytest.mark.django_db
@pytest.mark.usefixtures("provider")
@pytest.mark.parametrize("number", ["03 21 21 62 16", "", "12", "06 12", "112"])
def test_what_reads_no_sms_is_refused_and_nothing_is_written(number: str) -> None:
    with pytest.raises(ValidationError, match="portable"):
        write(recipient=number)
    assert not OutboundMessage.objects.exists()


@pytest.mark.parametrize("number", ["06 12 34 56 78", "+33 7 56 78 90 12", "+687 75 12 34"])
def test_mobiles_of_the_mainland_and_overseas_read_sms(number: str) -> None:
    assert phones.is_mobile(number)


@pytest.mark.django_db
@pytest.mark.usefixtures("provider")
@pytest.mark.parametrize("body", ["", "  ", "a" * 307, "Ж" * 135])
def test_a_body_that_does_not_fit_is_refused(body: str) -> None:
    with pytest.raises(ValidationError, match="ne tient pas"):
        write(body=body)


@pytest.mark.django_db
@pytest.mark.usefixtures("provider")
def test_an_sms_has_a_text_and_nothing_of_an_e_mail() -> None:
    message = write()
    with pytest.raises(IntegrityError), transaction.atomic():
        OutboundMessage.objects.filter(pk=message.pk).update(html="<p>")


@pytest.mark.django_db
@pytest.mark.usefixtures("provider")
def test_an_erased_sms_names_nobody() -> None:
    message = write()
    assert outbox.erase(topic="demande:12") == 1
    message.refresh_from_db()
    assert (message.recipient, message.text) == ("", "")
    assert (message.medium, message.title) == (Medium.SMS, "SMS")


@pytest.mark.django_db
def test_in_development_an_sms_is_printed(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.SMS_PROVIDER = "portal.messaging.sms.console.ConsoleProvider"
    assert sent_on(write(body="Bonjour")).state == State.SENT
    assert capsys.readouterr().out == "SMS +33612345678: Bonjour\n"


@pytest.mark.django_db
@pytest.mark.usefixtures("provider")
def test_the_demos_outbox_shows_the_words_of_an_sms(client: Client, settings: Settings) -> None:
    settings.DEMO = True
    message = write()
    page = client.get(reverse("outbox_message", args=[message.pk])).content.decode()
    assert "Texte du SMS" in page
    assert "est recue" in page
    assert "<iframe" not in page


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("L’été à Noël : « c’est prêt »", "L'été à Noel : \"c'est pret\""),
        ("Cœur – 12\u00a0€…", "Coeur - 12 €..."),
        ("Łukasz", "Łukasz"),
    ],
)
def test_words_are_put_in_the_alphabet_of_telephones(typed: str, sent: str) -> None:
    assert plain(typed) == sent


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("Ж" * 70, 1),
        ("Ж" * 71, 2),
        ("😀" * 36, 2),
    ],
)
def test_segments_are_counted_as_networks_do(text: str, count: int) -> None:
    assert segments(text) == count


@given(st.text(alphabet=st.characters(codec="latin-1")))
def test_no_french_word_costs_more_once_made_plain(text: str) -> None:
    assert segments(plain(text)) <= segments(text) or len(plain(text)) > len(text)
    assert plain(plain(text)) == plain(text)


@given(st.text(alphabet=sorted(BASIC | EXTENDED - {'"'})))
def test_what_telephones_write_is_left_as_it_is(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize(
    ("described", "sender", "ids"),
    [
        ({}, "", []),
        ({"url": "https://sms.example.org/", "body": {"a": "{to}", "b": "{text}"}}, "ISIGNY", []),
        ({"url": "https://sms.example.org/", "body": {"a": "{to}"}}, "", ["sms.E001"]),
        ({"url": "sms", "body": ["{to}", "{text}"], "form": True}, "", ["sms.E002", "sms.E004"]),
        ({"url": "https://a.fr/", "body": ["{to}", "{text}"]}, "VILLE-D-ISIGNY", ["sms.E003"]),
    ],
)
def test_a_provider_badly_described_is_told_at_the_start(
    settings: Settings, described: dict[str, Any], sender: str, ids: list[str]
) -> None:
    settings.SMS_HTTP, settings.SMS_SENDER = described, sender
    assert [error.id for error in checks.sms_is_described()] == ids
