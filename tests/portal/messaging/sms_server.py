"""A real provider of SMS on loopback: it keeps what it takes, and refuses or cuts on request."""

import json
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qsl


class SMSServer:
    """`status` is what it answers; `cut` closes the line instead, `wait` answers after seconds."""

    def __init__(self) -> None:
        self.received: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []
        self.status, self.cut, self.wait = 201, False, 0.0
        desk = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                desk.take(self)

            def log_message(self, format: str, *args: Any) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/messages"
        Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.05}).start()

    def take(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers["Content-Length"])).decode()
        is_json = handler.headers["Content-Type"] == "application/json"
        time.sleep(self.wait)
        if self.cut:
            handler.close_connection = True
            return
        if self.status < 300:
            self.received.append(json.loads(body) if is_json else dict(parse_qsl(body)))
            self.headers.append(dict(handler.headers.items()))
        handler.send_response(self.status)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()
