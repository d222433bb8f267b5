"""The mailbox, by IMAP: read what is there, keep it, then put it aside in the archive folder.

In this order, and by what the message is rather than by a mark on it: a crash in between, or a
colleague who opened it in their mail program, loses nothing and doubles nothing.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.exceptions import ValidationError
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from portal.messaging.inbound import intake
from portal.messaging.models import InboundMessage

logger = logging.getLogger(__name__)
ONE_POLL = 50  # messages
TIMEOUT = 30  # seconds


def poll() -> list[InboundMessage]:
    """Keep what waits in the mailbox; returns what is new. A mailbox out of reach is logged."""
    kept: list[InboundMessage] = []
    try:
        with _opened() as client:
            for uid in client.search()[:ONE_POLL]:
                kept += filter(None, [_take(client, uid)])
    except ValidationError:  # no room, or no bucket: what is in the mailbox waits there
        logger.warning("Mail can't be kept for now")
    except (IMAPClientError, OSError) as error:
        logger.warning("Mailbox out of reach: %s", type(error).__name__)
    return kept


def _take(client: IMAPClient, uid: int) -> InboundMessage | None:
    size = client.fetch([uid], ["RFC822.SIZE"])[uid][b"RFC822.SIZE"]
    if size > settings.INBOUND_MAX_BYTES:
        headers = client.fetch([uid], ["BODY.PEEK[HEADER]"])[uid][b"BODY[HEADER]"]
        kept = intake.note_too_large(headers, size)
    else:
        kept = intake.keep(client.fetch([uid], ["BODY.PEEK[]"])[uid][b"BODY[]"])
    _put_aside(client, uid)
    return kept


def _put_aside(client: IMAPClient, uid: int) -> None:
    if client.has_capability("MOVE"):
        client.move([uid], settings.IMAP_ARCHIVE)
        return
    client.copy([uid], settings.IMAP_ARCHIVE)
    client.delete_messages([uid])
    client.expunge([uid]) if client.has_capability("UIDPLUS") else client.expunge()


@contextmanager
def _opened() -> Iterator[IMAPClient]:
    client = IMAPClient(
        settings.IMAP_HOST, port=settings.IMAP_PORT, ssl=settings.IMAP_TLS, timeout=TIMEOUT
    )
    with client:  # logs out, whatever happens
        client.login(settings.IMAP_USER, settings.IMAP_PASSWORD)
        if not client.folder_exists(settings.IMAP_ARCHIVE):
            client.create_folder(settings.IMAP_ARCHIVE)
        client.select_folder(settings.IMAP_FOLDER)
        yield client
