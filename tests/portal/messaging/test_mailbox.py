"""The whole way: a real SMTP server takes our e-mail, a real IMAP server holds the answer."""

import logging
from collections.abc import Iterator
from email.message import EmailMessage
from uuid import uuid4

import pytest
from pytest_django import Settings

from portal.demandes.models import Demande
from portal.demandes.workflow import exchanges
from portal.directory.models import Role
from portal.messaging import checks, tasks
from portal.messaging.inbound import mailbox
from portal.messaging.inbound.states import Sorting
from portal.messaging.models import InboundMessage, OutboundMessage
from tests import builders
from tests.portal.messaging.imap_server import Mailbox
from tests.portal.messaging.letters import letter
from tests.portal.messaging.mail_server import MailServer
from tests.portal.tasks.workers import run_tasks

pytestmark = pytest.mark.django_db
ARCHIVE = "GPS-Citoyen"


@pytest.fixture(scope="module")
def running() -> Iterator[Mailbox]:
    server = Mailbox()
    yield server
    server.remove()


@pytest.fixture
def imap(running: Mailbox, settings: Settings) -> Mailbox:
    settings.INBOUND_ADDRESS = "reponse@ville.example"
    settings.IMAP_HOST, settings.IMAP_PORT = "127.0.0.1", running.port
    settings.IMAP_TLS = False
    settings.IMAP_USER, settings.IMAP_PASSWORD = running.user, running.password
    running.empty()
    return running


def fetch() -> None:
    """What the minute does."""
    tasks.poll()
    run_tasks()


def answer(received: EmailMessage, words: str) -> EmailMessage:
    """What « Répondre » makes of what the SMTP server received."""
    return letter(
        words,
        sender=str(received["To"]),
        to=str(received["Reply-To"]),
        subject=f"Re: {received['Subject']}",
        answers=str(received["Message-ID"]),
    )


def test_an_agent_writes_and_the_person_answers_by_e_mail(imap: Mailbox, smtp: MailServer) -> None:
    demande: Demande = builders.make_demande()
    officer = builders.make_member(demande.service, Role.OFFICER)
    exchanges.tell(demande, body="À quelle heure ?", agent=officer, key=uuid4())
    run_tasks()
    told = next(mail for mail in smtp.desk.received if "message" in mail["Subject"])
    imap.deliver(answer(told, "À neuf heures.").as_bytes())
    fetch()
    said = [message.body for message in demande.messages.all()]
    assert said == ["À quelle heure ?", "À neuf heures."]
    assert (imap.folder("INBOX"), imap.folder(ARCHIVE)) == (0, 1)


def test_what_was_kept_before_a_crash_is_kept_once(imap: Mailbox) -> None:
    raw = letter("Bonjour").as_bytes()
    imap.deliver(raw)
    fetch()
    imap.deliver(raw)  # as if it had not been put aside
    fetch()
    assert InboundMessage.objects.count() == 1
    assert (imap.folder("INBOX"), imap.folder(ARCHIVE)) == (0, 2)


def test_nothing_is_taken_out_of_the_mailbox_that_is_not_kept(imap: Mailbox) -> None:
    for number in range(3):
        imap.deliver(letter(f"Bonjour {number}").as_bytes())
    fetch()
    assert InboundMessage.objects.filter(state=Sorting.UNSORTED).count() == 3
    assert imap.folder(ARCHIVE) == 3


def test_an_e_mail_too_heavy_stays_in_the_archive_and_is_shown(
    imap: Mailbox, settings: Settings
) -> None:
    settings.INBOUND_MAX_BYTES = 500
    imap.deliver(letter("x" * 900).as_bytes())
    fetch()
    message = InboundMessage.objects.get()
    assert (message.state, message.reason) == (Sorting.UNREADABLE, "too_large")
    assert imap.folder(ARCHIVE) == 1


def test_a_mailbox_out_of_reach_is_logged_without_its_password(
    imap: Mailbox, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.IMAP_PASSWORD = "wr0ng"
    with caplog.at_level(logging.WARNING):
        assert mailbox.poll() == []
    assert "Mailbox out of reach: LoginError" in caplog.text
    assert "wr0ng" not in caplog.text


def test_a_server_that_comes_back_gives_what_waited(imap: Mailbox) -> None:
    imap.deliver(letter("Bonjour").as_bytes())
    imap.stop()
    fetch()
    assert not InboundMessage.objects.exists()
    imap.start()
    fetch()
    assert InboundMessage.objects.count() == 1


def test_without_a_mailbox_nothing_is_fetched(settings: Settings) -> None:
    settings.IMAP_HOST = ""
    fetch()
    assert not InboundMessage.objects.exists()
    assert not OutboundMessage.objects.exists()


@pytest.mark.parametrize(
    ("host", "address", "ids"),
    [
        ("", "", []),
        ("imap.example.org", "reponse@ville.example", []),
        ("imap.example.org", "", ["inbound.E001"]),
        ("", "reponse@ville.example", ["inbound.E002"]),
        ("imap.example.org", "reponse+a@ville.example", ["inbound.E003"]),
    ],
)
def test_half_a_mailbox_is_told_at_the_start(
    settings: Settings, host: str, address: str, ids: list[str]
) -> None:
    settings.IMAP_HOST, settings.INBOUND_ADDRESS = host, address
    assert [error.id for error in checks.mailbox_is_described()] == ids
