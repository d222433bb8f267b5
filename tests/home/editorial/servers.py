"""A site of somebody else, on loopback, that answers what its addresses say."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class _Handler(BaseHTTPRequestHandler):
    """`/404` answers 404, `/to/…` redirects there, `/get-only` refuses HEAD, `/cut` hangs up.

    `/round` redirects to itself.
    `/drip` says the same header for ever, a letter at a time.
    """

    def do_HEAD(self) -> None:
        self._answer("HEAD")

    def do_GET(self) -> None:
        self._answer("GET")

    def _answer(self, method: str) -> None:
        path = self.path.lstrip("/")
        self.server.asked.append((method, self.path))  # type: ignore[attr-defined]  # ours, below
        if path == "cut":
            self.connection.close()
        elif path == "drip":
            self._drip()
        elif path.startswith("to/"):
            self._send(302, path.removeprefix("to/"))
        elif path == "round":
            self._send(302, "/round")
        elif path == "get-only":
            self._send(405 if method == "HEAD" else 200)
        else:
            self._send(int(path) if path.isdecimal() else 200)

    def _drip(self) -> None:
        self.close_connection = True
        with suppress(OSError):
            self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Slow: ")
            for _ in range(100):
                self.wfile.write(b"x")
                time.sleep(0.1)

    def _send(self, status: int, location: str = "") -> None:
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        """Nothing on the console."""


@contextmanager
def somebody_else() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """(its address, what it was asked)."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.asked = []  # type: ignore[attr-defined]  # what was asked of it
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", server.asked  # type: ignore[attr-defined]  # as above
    finally:
        server.shutdown()
        server.server_close()
