"""A mail server, a template to render, and messages to send."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from portal.messaging import outbox
from portal.messaging.models import OutboundMessage
from tests.portal.messaging.mail_server import MailServer
from tests.portal.tasks.conftest import loaded, start_worker

__all__ = ["loaded", "start_worker"]
TEMPLATES = Path(__file__).parent / "templates"
Write = Callable[..., OutboundMessage]


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    server = MailServer()
    yield server
    server.stop()


@pytest.fixture
def smtp(mail_server: MailServer, settings: Settings) -> MailServer:
    """The mail server, which this very process sends to."""
    settings.EMAIL_BACKEND = "portal.messaging.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = mail_server.port
    settings.EMAIL_TIMEOUT = 5
    return mail_server


@pytest.fixture
def write(settings: Settings) -> Write:
    """Writes a message; each has a key of its own unless told otherwise."""
    engine = settings.TEMPLATES[0]
    settings.TEMPLATES = [{**engine, "DIRS": [*engine["DIRS"], TEMPLATES]}]
    numbers = count(1)

    def enqueue(**changes: Any) -> OutboundMessage:
        values: dict[str, Any] = {
            "key": f"sample:{next(numbers)}",
            "topic": "demande:12",
            "recipient": "camille.durand@example.org",
            "subject": "Votre demande est enregistrée",
            "template": "sample",
            "context": {"name": "Camille", "link": "https://portail.example/suivi/AB12"},
            "sender_name": "Ville d’Isigny, mairie",
        }
        return outbox.enqueue_email(**values | changes)

    return enqueue
