"""Writing a message, sending it again, erasing it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from portal.accounts.models import User
from portal.messaging import outbox
from portal.messaging.models import OutboundMessage
from portal.messaging.states import State
from tests.portal.messaging.conftest import Write

pytestmark = pytest.mark.django_db
DATES = {State.SENDING: "sending_at", State.UNCERTAIN: "sending_at", State.SENT: "sent_at"}


def put_in(message: OutboundMessage, state: State) -> OutboundMessage:
    """The message in a state, with the dates that go with it."""
    message.state = state
    message.next_try_at = timezone.now() if state == State.QUEUED else None
    if field := DATES.get(state):
        setattr(message, field, timezone.now())
    message.save()
    return message


@pytest.fixture
def officer() -> User:
    return User.objects.create_agent("officer@example.org")


def test_a_message_is_rendered_at_once_in_text_and_html(write: Write) -> None:
    message = write()
    assert message.state == State.QUEUED
    assert message.text.startswith("Bonjour Camille,\n\nVotre demande est là : https://")
    assert "Ville d’Isigny, mairie" in message.text
    assert '<html lang="fr">' in message.html
    assert 'href="https://portail.example/suivi/AB12"' in message.html


def test_words_are_escaped_in_html_and_left_alone_in_text(write: Write) -> None:
    message = write(context={"name": "L'<b>eau</b> & moi", "link": "https://a.example/?a=1&b=2"})
    assert "L'<b>eau</b> & moi" in message.text
    assert "https://a.example/?a=1&b=2" in message.text
    assert "<b>eau" not in message.html
    assert "L&#x27;&lt;b&gt;eau" in message.html


def test_nothing_in_a_message_is_fetched_from_elsewhere(write: Write) -> None:
    """No picture, no script, no style sheet: nothing tells the sender that it was read."""
    html = write().html
    assert not any(word in html for word in ("<img", "src=", "<script", "<link", "url("))


def test_the_footer_says_whether_one_may_answer(write: Write) -> None:
    assert "ne sont pas lues" in write().text
    answerable = write(reply_to="mairie@example.org")
    assert "Vous pouvez répondre" in answerable.text
    assert "Vous pouvez répondre" in answerable.html


def test_one_key_writes_and_sends_once(write: Write) -> None:
    first = write(key="demande:12:receipt")
    again = write(key="demande:12:receipt", subject="Autre objet")
    assert again == first
    assert again.subject == "Votre demande est enregistrée"
    assert DBTaskResult.objects.count() == 1


def test_a_message_goes_with_the_transaction_that_wrote_it(write: Write) -> None:
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert not OutboundMessage.objects.exists()
    assert not DBTaskResult.objects.exists()


def test_the_task_holds_no_personal_data(write: Write) -> None:
    message = write()
    assert DBTaskResult.objects.get().args_kwargs == {"args": [message.pk], "kwargs": {}}


@pytest.mark.parametrize("recipient", ["", "camille", "a@b", "a@example.org\nBcc: b@example.org"])
def test_an_address_that_is_none_is_refused(write: Write, recipient: str) -> None:
    with pytest.raises(ValidationError):
        write(recipient=recipient)
    with pytest.raises(ValidationError):
        write(reply_to=recipient or "x")
    assert not OutboundMessage.objects.exists()


def test_line_breaks_cannot_write_headers(write: Write) -> None:
    message = write(subject="Bonjour\r\nBcc: x@example.org", sender_name="Ville\nX-Evil: 1")
    assert message.subject == "Bonjour Bcc: x@example.org"
    assert message.sender_name == "Ville X-Evil: 1"


def test_the_message_id_follows_from_the_key(write: Write) -> None:
    first, second = write(key="one"), write(key="two")
    assert first.message_id != second.message_id
    first.delete()
    assert write(key="one").message_id == first.message_id
    assert first.message_id.endswith("@localhost>")


@pytest.mark.parametrize("state", State)
def test_only_failed_and_uncertain_messages_are_sent_again(
    write: Write, officer: User, state: State
) -> None:
    message = put_in(write(), state)
    if state not in {State.FAILED, State.UNCERTAIN}:
        with pytest.raises(ValidationError, match="rechargez"):
            outbox.resend(message=message, by=officer)
        return
    resent = outbox.resend(message=message, by=officer)
    assert resent.state == State.QUEUED
    assert resent.message_id == message.message_id
    assert resent.resent_by == officer.pk
    assert DBTaskResult.objects.count() == 2


@pytest.mark.parametrize(
    ("state", "error", "words"),
    [
        (State.UNCERTAIN, "crash", "peut-être arrivé"),
        (State.UNCERTAIN, "timeout", "peut-être arrivé"),
        (State.FAILED, "connection", "48 heures"),
        (State.FAILED, "smtp_550", "L’adresse n’existe pas"),
        (State.FAILED, "smtp_554", "(code 554)"),
        (State.FAILED, "erased", "effacé"),
        (State.SENT, "", ""),
        (State.QUEUED, "smtp_451", ""),
    ],
)
def test_whoever_must_decide_is_told_why(
    write: Write, state: State, error: str, words: str
) -> None:
    message = put_in(write(), state)
    message.error = error
    assert words in message.explanation
    assert bool(words) == bool(message.explanation)


def test_a_button_pressed_twice_sends_once(write: Write, officer: User) -> None:
    message = put_in(write(), State.FAILED)
    outbox.resend(message=message, by=officer)
    with pytest.raises(ValidationError):
        outbox.resend(message=message, by=officer)


def test_erasing_blanks_the_person_and_keeps_dates_and_state(write: Write) -> None:
    sent = put_in(write(reply_to="mairie@example.org"), State.SENT)
    other = write(topic="demande:13")
    assert outbox.erase(topic="demande:12") == 1
    assert outbox.erase(topic="demande:12") == 0
    sent.refresh_from_db()
    assert [sent.recipient, sent.reply_to, sent.subject, sent.text, sent.html] == [""] * 5
    assert sent.state == State.SENT
    assert sent.sent_at
    assert sent.erased_at
    other.refresh_from_db()
    assert other.recipient


def test_an_erased_message_is_neither_sent_nor_sent_again(write: Write, officer: User) -> None:
    message = write()
    outbox.erase(topic="demande:12")
    message.refresh_from_db()
    assert (message.state, message.error) == (State.FAILED, "erased")
    with pytest.raises(ValidationError):
        outbox.resend(message=message, by=officer)


def test_query_set_words_find_their_rows(write: Write) -> None:
    states = {state: put_in(write(topic=f"t:{state}"), state) for state in State}
    failed, uncertain = states[State.FAILED], states[State.UNCERTAIN]
    messages = OutboundMessage.objects
    assert list(messages.failed()) == [failed]
    assert list(messages.uncertain()) == [uncertain]
    assert set(messages.undelivered()) == {failed, uncertain}
    assert list(messages.for_topic("t:sent")) == [states[State.SENT]]


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "lost"},
        {"state": State.SENT},
        {"state": State.QUEUED, "next_try_at": None},
        {"state": State.FAILED},
        {"state": State.SENDING, "next_try_at": None},
        {"sent_at": timezone.now() - timedelta(days=1)},
        {"recipient": ""},
        {"erased_at": timezone.now()},
    ],
)
def test_the_database_refuses_a_state_that_makes_no_sense(write: Write, broken: dict) -> None:
    message = write()
    with pytest.raises(IntegrityError), transaction.atomic():
        OutboundMessage.objects.filter(pk=message.pk).update(**broken)
