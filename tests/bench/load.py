"""How many replies a second: several clients that ask again as soon as they are answered."""

import socket
import time
from concurrent.futures import ThreadPoolExecutor

from tests.visitor import Visitor

CLIENTS = 8  # as many as two workers have threads
SECONDS = 1.0


def rate(visitor: Visitor, path: str, *, seconds: float = SECONDS) -> float:
    """Replies per second to a visitor's GET of one page."""
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{visitor.port}"]
    lines += [f"{name}: {value}" for name, value in visitor.headers().items()]
    request = "\r\n".join([*lines, "", ""]).encode()
    with ThreadPoolExecutor(CLIENTS) as clients:
        asked = [clients.submit(_ask, visitor.port, request, seconds) for _ in range(CLIENTS)]
        return sum(each.result() for each in asked) / seconds


def _ask(port: int, request: bytes, seconds: float) -> int:
    """Good replies within so many seconds, on one connection; bare sockets cost next to nothing."""
    replies, end = 0, time.monotonic() + seconds
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        while time.monotonic() < end:
            line.sendall(request)
            _receive(line)
            replies += 1
    return replies


def _receive(line: socket.socket) -> None:
    """Read one reply whole; raises ConnectionError when it isn't a page."""
    received = b""
    while b"\r\n\r\n" not in received:
        if not (part := line.recv(65_536)):
            raise ConnectionError("the server hung up")
        received += part
    head, _, body = received.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200 "):
        raise ConnectionError(head.decode())
    length = int(head.lower().split(b"content-length:")[1].split()[0])
    missing = length - len(body)
    while missing > 0:
        missing -= len(line.recv(65_536))
