"""PayFiP on loopback: its SOAP service, its page to pay on, and what a test has it do."""

import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Any, Self
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import urlopen

from tests.payments.fake_payfip import soap
from tests.payments.fake_payfip.desk import NUMCLI, Desk, Operation

SERVICE, PAGE = "/tpa/services/securite", "/tpa/paiementws.web"
CHOICES = {"payer": "P", "prelever": "V", "refuser": "R", "abandonner": "A"}
FORM = """<!doctype html><html lang="fr"><title>PayFiP</title><h1>{libelle}</h1>
<p>{refdet} : {montant} centimes</p><form method="post">{buttons}</form></html>"""
BUTTON = '<button name="choix" value="{0}">{0}</button>'
Trouble = Callable[["Handler", Callable[[], tuple[int, bytes]]], None]


class Handler(BaseHTTPRequestHandler):
    fake: "FakePayFiP"

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        if url.path != PAGE:
            return self.reply(404, b"")
        return self.fake.show(self, parse_qs(url.query).get("idop", [""])[0])

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        url = urlsplit(self.path)
        if url.path == SERVICE:
            return self.fake.serve(self, body)
        if url.path != PAGE:
            return self.reply(404, b"")
        choice = parse_qs(body.decode()).get("choix", [""])[0]
        return self.fake.choose(self, parse_qs(url.query).get("idop", [""])[0], choice)

    def reply(self, status: int, body: bytes, kind: str = "text/html", **headers: str) -> None:
        self.send_response(status)
        headers |= {"Content-Type": f"{kind}; charset=utf-8", "Content-Length": str(len(body))}
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


class FakePayFiP:
    """`calls` are the operations asked for, in order; `tells` says whether it notifies by itself.

    Troubles (`fail_next`, `slow_next`, `disconnect_next`, `fault_next`) each meet one SOAP call.
    """

    def __init__(self) -> None:
        self.desk = Desk()
        self.calls: list[soap.Call] = []
        self.notified: list[tuple[str, int]] = []  # address, status (0: nobody there)
        self.tells = True
        self.troubles: deque[Trouble] = deque()
        ours = type("OurHandler", (Handler,), {"fake": self})
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), ours)
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> Self:
        poll = {"poll_interval": 0.02}
        Thread(target=self.server.serve_forever, kwargs=poll, daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.server.shutdown()
        self.server.server_close()

    def secrets(self, **changes: str) -> dict[str, str]:
        """What a régie of this PayFiP is set up with."""
        pages = {"service_url": f"{self.url}{SERVICE}", "payment_url": f"{self.url}{PAGE}"}
        return {"numcli": NUMCLI, "saisie": "T"} | pages | changes

    # --- What the person does --------------------------------------------------------------------
    def pay(self, idop: str, amount: int | None = None, *, by: str = "P") -> Operation:
        """By card; by="V": by direct debit. `amount`: what was charged, if not what was asked."""
        return self._end(idop, by, amount)

    def refuse(self, idop: str) -> Operation:
        return self._end(idop, "R")

    def abandon(self, idop: str) -> Operation:
        return self._end(idop, "A")

    def expire(self, idop: str) -> None:
        """The night's cleaning: PayFiP no longer knows it."""
        del self.desk.operations[idop]

    def notify(self, idop: str, *, times: int = 1) -> list[int]:
        """POST the idop to the site; the statuses it answers (0: nobody there)."""
        operation = self.desk.operations[idop]
        return [self._post(operation.fields["urlnotif"], idop) for _ in range(times)]

    # --- What goes wrong -------------------------------------------------------------------------
    def fail_next(self, status: int = 502) -> None:
        """The next call meets a broken proxy: nothing is done."""
        self.troubles.append(lambda handler, work: handler.reply(status, b"<h1>Panne</h1>"))

    def slow_next(self, seconds: float) -> None:
        """The next call is answered late."""

        def slow(handler: Handler, work: Callable[[], tuple[int, bytes]]) -> None:
            time.sleep(seconds)
            with suppress(OSError):  # the caller has hung up
                handler.reply(*work(), "text/xml")

        self.troubles.append(slow)

    def disconnect_next(self, *, after: bool = False) -> None:
        """The line is cut on the next call, before the work is done or after."""

        def cut(handler: Handler, work: Callable[[], tuple[int, bytes]]) -> None:
            if after:
                work()
            handler.close_connection = True

        self.troubles.append(cut)

    def fault_next(self, kind: str = "TechIndisponibiliteErreur", code: str = "999") -> None:
        """The next call is answered by that fault of the WSDL."""
        told = soap.fault(soap.Fault(code, "Service indisponible.", kind))
        self.troubles.append(lambda handler, work: handler.reply(500, told, "text/xml"))

    # --- Behind HTTP -----------------------------------------------------------------------------
    def serve(self, handler: Handler, body: bytes) -> None:
        """One SOAP call."""
        if self.troubles:
            self.troubles.popleft()(handler, lambda: self._answer(body))
        else:
            handler.reply(*self._answer(body), "text/xml")

    def show(self, handler: Handler, idop: str) -> None:
        """The page to pay on."""
        try:
            operation = self.desk.to_pay(idop)
        except soap.Fault as told:
            return handler.reply(400, f"{told.code} {told.text}".encode())
        buttons = "".join(BUTTON.format(choice) for choice in CHOICES)
        libelle = self.desk.clients[operation.fields["numcli"]]
        page = FORM.format(buttons=buttons, libelle=libelle, **operation.fields)
        return handler.reply(200, page.encode())

    def choose(self, handler: Handler, idop: str, choice: str) -> None:
        """What was pressed there; the site is told before the browser is back."""
        if choice not in CHOICES:
            return handler.reply(400, b"choix")
        try:
            operation = self.desk.to_pay(idop)
        except soap.Fault as told:
            return handler.reply(400, f"{told.code} {told.text}".encode())
        operation.end(CHOICES[choice])
        if self.tells:
            self.notify(idop)
        return handler.reply(302, b"", Location=operation.fields["urlredirect"])

    def _end(self, idop: str, result: str, amount: int | None = None) -> Operation:
        operation = self.desk.operations[idop]
        operation.end(result, amount)
        return operation

    def _answer(self, body: bytes) -> tuple[int, bytes]:
        try:
            call = soap.read(body)
            self.calls.append(call)
            return 200, soap.answer(call.operation, self.desk.answer(call))
        except soap.MalformedError as error:
            told = soap.Fault("000", str(error), "TechProtocolaireErreur")
            return 500, soap.fault(told)
        except soap.Fault as told:
            return 500, soap.fault(told)

    def _post(self, address: str, idop: str) -> int:
        try:
            with urlopen(address, urlencode({"idop": idop}).encode(), timeout=5) as response:  # noqa: S310 (an address that the test gave)
                status = int(response.status)
        except HTTPError as error:
            with error:
                status = error.code
        except URLError:
            status = 0
        self.notified.append((address, status))
        return status
