"""The server: keys, faults on demand, and threads, so that it is met as the real one is."""

import socket
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Literal
from urllib.parse import urlsplit

from .api import Call, read, written
from .pages import Pages
from .parameters import Invalid

ERRORS = {429: "rate_limit_error", 500: "api_error", 502: "api_error", 503: "api_error"}


@dataclass(frozen=True)
class Fault:
    """What goes wrong at the next call whose method and path hold `on`."""

    kind: Literal["status", "before", "after", "slow", "garbage"]
    value: float = 0
    on: str = ""
    kept: bool = False


class FakeStripe(Pages):
    """Starts at once; `stop()` when done. Keys of ours are `secrets` of a gateway."""

    secret_key = "rk_test_51Fake"

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[Call] = []
        self.faults: list[Fault] = []
        self.bugs: list[BaseException | None] = []
        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.fake = self
        self.api_base = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.005}, daemon=True
        ).start()

    @property
    def secrets(self) -> dict[str, str]:
        """What a régie keeps of this account."""
        return {
            "secret_key": self.secret_key,
            "webhook_secret": self.webhook_secret,
            "api_base": self.api_base,
        }

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    # Each of these takes `on`, as "POST /v1/refunds", to spare the other calls.

    def fail_next(self, n: int = 1, status: int = 500, on: str = "", *, kept: bool = False) -> None:
        """The next calls fail, with nothing done; the real one too says not to try at once.

        `kept`: the failure came late enough for Stripe to remember it under the key of the call.
        """
        self.faults.extend([Fault("status", status, on, kept)] * n)

    def disconnect_next(self, when: Literal["before", "after"], n: int = 1, on: str = "") -> None:
        """The next calls get no answer: `before` or `after` the work was done."""
        self.faults.extend([Fault(when, on=on)] * n)

    def slow_next(self, seconds: float, n: int = 1, on: str = "") -> None:
        """The next calls are done, and answered late."""
        self.faults.extend([Fault("slow", seconds, on)] * n)

    def garbage_next(self, n: int = 1, on: str = "") -> None:
        """The next calls meet a proxy that answers with a page of its own."""
        self.faults.extend([Fault("garbage", on=on)] * n)

    def next_fault(self, called: str) -> Fault | None:
        with self.lock:
            fault = next((one for one in self.faults if one.on in called), None)
            if fault:
                self.faults.remove(fault)
            return fault


class Server(ThreadingHTTPServer):
    """One thread a connection; those that are cut say nothing."""

    daemon_threads = True
    request_queue_size = 64
    fake: FakeStripe

    def handle_error(self, request: Any, client_address: Any) -> None:
        """The client went away: that is the test's business. Anything else is a bug of ours."""
        error = sys.exception()
        if not isinstance(error, OSError):
            self.fake.bugs.append(error)


class Handler(BaseHTTPRequestHandler):
    """The API under /v1/, hosted pages under /c/pay/."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or each second answer waits 40 ms
    server: Server

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the test reads `calls`."""

    def do_GET(self) -> None:
        self.handle_one()

    def do_POST(self) -> None:
        self.handle_one()

    def handle_one(self) -> None:
        """A page, or a call."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        address = urlsplit(self.path)
        if address.path.startswith("/c/pay/"):
            self.show(address.path.removeprefix("/c/pay/"), body)
        elif address.path.startswith("/v1/"):
            self.call(address.path, address.query, body)
        else:
            self.send(404, b"", {})  # what browsers ask for by themselves

    def show(self, session_id: str, body: str) -> None:
        fake = self.server.fake
        if self.command == "GET":
            status, page = fake.page(session_id)
            return self.send(status, page.encode(), {"Content-Type": "text/html; charset=utf-8"})
        try:
            return self.send(303, b"", {"Location": fake.choose(session_id, body)})
        except Invalid as error:
            return self.send(error.status, b"", {})

    def call(self, path: str, query: str, body: str) -> None:
        """A call of the API, with what goes wrong."""
        fault = self.server.fake.next_fault(f"{self.command} {path}")
        if fault and fault.kind == "before":
            return self.cut()
        if fault and fault.kind in ("status", "garbage"):
            return self.fail(fault, path, body)
        status, answer, again = self.answer(path, query, body)
        if fault and fault.kind == "after":
            return self.cut()
        if fault:
            time.sleep(fault.value)
        replayed = {"Idempotent-Replayed": "true"} if again else {}
        return self.send_json(status, answer, replayed)

    def answer(self, path: str, query: str, body: str) -> tuple[int, dict[str, Any], bool]:
        fake = self.server.fake
        headers = {name.lower(): value for name, value in self.headers.items()}
        key = headers.pop("authorization", "").removeprefix("Bearer ")
        if key != fake.secret_key:
            end = key[-4:]
            return 401, {"error": bad(f"Invalid API Key provided: {key[:8]}****{end}")}, False
        try:
            call = read(self.command, path, query, headers, body)
        except (ValueError, IndexError, AttributeError):
            return 400, {"error": bad("Invalid parameters.")}, False
        fake.calls.append(call)
        return fake.answer(call, body)

    def fail(self, fault: Fault, path: str, body: str) -> None:
        if fault.kind == "garbage":
            return self.send(502, b"<html>Bad gateway</html>", {"Content-Type": "text/html"})
        status = int(fault.value)
        kind = ERRORS.get(status, "api_error")
        answer = {"error": {"type": kind, "message": "Something went wrong on Stripe's end."}}
        key = self.headers.get("Idempotency-Key")
        if fault.kept and key:
            self.server.fake.answers[key] = ((self.command, path, body), status, answer)
        return self.send_json(status, answer, {"Stripe-Should-Retry": "false"})

    def cut(self) -> None:
        """No answer at all."""
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def send_json(self, status: int, answer: dict[str, Any], headers: dict[str, str]) -> None:
        self.send(status, written(answer), {"Content-Type": "application/json"} | headers)

    def send(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in (headers | {"Request-Id": f"req_{id(self):x}"}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def bad(message: str) -> dict[str, str]:
    return {"type": "invalid_request_error", "message": message}


@contextmanager
def running() -> Iterator[FakeStripe]:
    """A fake for the time of a block; it fails if the fake itself broke down."""
    fake = FakeStripe()
    try:
        yield fake
    finally:
        fake.stop()
        assert not fake.bugs, fake.bugs
