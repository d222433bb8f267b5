"""Hand one message to the mail server or the SMS provider, and say what came of it."""

import logging
import smtplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.headerregistry import Address
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from portal.messaging import sms
from portal.messaging.models import OutboundMessage
from portal.messaging.outcome import Outcome, Verdict
from portal.messaging.states import Medium

logger = logging.getLogger(__name__)


def sender_address() -> str:
    """The technical address that every message leaves from, without a display name."""
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def build(message: OutboundMessage, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    """The e-mail as it leaves: same Message-ID at each try, and no answer from machines."""
    email = EmailMultiAlternatives(
        subject=message.subject,
        body=message.text,
        from_email=str(Address(message.sender_name, addr_spec=sender_address())),
        to=[message.recipient],
        reply_to=[message.reply_to] if message.reply_to else None,
        headers={
            "Message-ID": message.message_id,
            "Auto-Submitted": "auto-generated",
            "Content-Language": "fr",
        },
        connection=connection,
    )
    email.attach_alternative(message.html, "text/html")
    return email


@contextmanager
def transmitted(message: OutboundMessage) -> Iterator[Outcome]:
    """Send it, and hold the line open while the caller writes down the outcome."""
    if message.medium == Medium.SMS:
        yield sms.provider().send(message)
        return
    connection = get_connection()
    try:
        yield _transmit(message, connection)
    finally:
        with suppress(OSError):  # a line cut after the answer changes nothing
            connection.close()


def _transmit(message: OutboundMessage, connection: BaseEmailBackend) -> Outcome:
    try:
        connection.open()
    except OSError as error:  # SMTPException is one; a wrong password is ours to mend, in time
        return Outcome(Verdict.TEMPORARY, _code(error))
    try:
        build(message, connection).send()
    except smtplib.SMTPNotSupportedError:
        return Outcome(Verdict.PERMANENT, "unsupported")
    except UnicodeError:  # a domain that looks right and that no name server's alphabet can write
        return Outcome(Verdict.PERMANENT, "address")
    except OSError as error:
        return _judge(error, body_begun=getattr(connection, "body_begun", True))
    return Outcome(Verdict.ACCEPTED)


def _judge(error: OSError, *, body_begun: bool) -> Outcome:
    """4xx: later. 5xx: never. No answer: later, unless the server may hold the message."""
    code = _reply_code(error)
    if code is None:
        verdict = Verdict.UNKNOWN if body_begun else Verdict.TEMPORARY
    else:
        verdict = Verdict.PERMANENT if code >= 500 else Verdict.TEMPORARY
    return Outcome(verdict, _code(error))


def _reply_code(error: OSError) -> int | None:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return next(iter(error.recipients.values()))[0]
    if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code > 0:
        return error.smtp_code
    return None


def _code(error: OSError) -> str:
    if reply := _reply_code(error):
        return f"smtp_{reply}"
    return "timeout" if isinstance(error, TimeoutError) else "connection"
