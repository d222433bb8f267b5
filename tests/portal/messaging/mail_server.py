"""A real SMTP server on loopback: it counts what it accepts, and pauses or refuses on request."""

import asyncio
import socket
from email import message_from_bytes, policy
from email.message import EmailMessage
from threading import Event
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

BEFORE_ACCEPTING = "before accepting"
AFTER_ACCEPTING = "after accepting"
AT_QUIT = "at quit"


class Desk:
    """What the server does at each step. `received` is what it took charge of, in order."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.refusals: dict[str, str] = {}  # at MAIL, RCPT or DATA, the reply to give
        self.cut_at = ""  # RCPT, BODY or ACCEPTED: where the line is cut
        self.pause_at = ""
        self.reached = Event()
        self.go_on = Event()

    async def pause(self, point: str) -> None:
        if self.pause_at == point:
            self.pause_at = ""
            self.reached.set()
            await asyncio.get_running_loop().run_in_executor(None, self.go_on.wait)

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if refusal := self.refusals.get("MAIL"):
            return refusal
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.cut_at == "RCPT":
            self.hang_up(server)
        if refusal := self.refusals.get("RCPT"):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.cut_at == "BODY":
            self.hang_up(server)
            return "451 The line was cut"
        await self.pause(BEFORE_ACCEPTING)
        if refusal := self.refusals.get("DATA"):
            return refusal
        self.take(envelope)
        await self.pause(AFTER_ACCEPTING)
        if self.cut_at == "ACCEPTED":
            self.hang_up(server)
        return "250 OK"

    async def handle_QUIT(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await self.pause(AT_QUIT)
        return "221 Bye"

    def take(self, envelope: Envelope) -> None:
        content: Any = envelope.content
        message = message_from_bytes(content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        assert message["To"] == envelope.rcpt_tos[0]
        self.received.append(message)

    @staticmethod
    def hang_up(server: SMTP) -> None:
        assert server.transport is not None
        server.transport.close()


class MailServer:
    """The desk behind a port of loopback."""

    def __init__(self) -> None:
        self.desk = Desk()
        self.port = free_port()
        self.controller = Controller(self.desk, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def stop(self) -> None:
        self.desk.go_on.set()
        self.controller.stop()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
