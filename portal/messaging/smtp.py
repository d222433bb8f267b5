"""Django's SMTP back end, which also knows whether the server may hold the message already."""

import smtplib
from typing import Any

from django.core.mail.backends import smtp


class WatchedSMTP(smtplib.SMTP):
    body_begun = False

    def data(self, msg: Any) -> tuple[int, bytes]:
        self.body_begun = True
        return super().data(msg)


class WatchedSMTPSSL(WatchedSMTP, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""


class EmailBackend(smtp.EmailBackend):
    """A line cut before the body began loses nothing; cut after it, nobody knows."""

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return WatchedSMTPSSL if self.use_ssl else WatchedSMTP

    @property
    def body_begun(self) -> bool:
        return getattr(self.connection, "body_begun", False)
