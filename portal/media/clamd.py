"""clamd's own protocol, as much of it as we need (its manual page: PING, INSTREAM).

No library fits: `clamd` has slept since 2014, `clamav-client` has a licence that ours can't join,
and neither bounds the time of a whole conversation.
"""

import re
import socket
from collections.abc import Iterable
from time import monotonic
from typing import Final

from django.conf import settings
from django.core.files.base import File

CHUNK: Final = 64 * 1024
LONGEST_ANSWER: Final = 4_096
_ADDRESS: Final = re.compile(r"(?P<path>/.+)|\[?(?P<host>[^\s/\[\]]+)\]?:(?P<port>\d{1,5})")
_VERDICT: Final = re.compile(r"stream: (?:OK|(?P<threat>.+) FOUND)")


class Unreachable(Exception):
    """Nobody answers at the address, or not as clamd does: nothing is known of any file."""


class Broken(Exception):
    """The conversation about a file came to nothing: clamd died, or was slow, or babbled."""


class Refused(Exception):
    """clamd answers that it can't check this file: larger than its StreamMaxLength, most often."""


def is_address(address: str) -> bool:
    """Whether it is the path of a socket, or a host and its port."""
    return _ADDRESS.fullmatch(address) is not None


def ping() -> None:
    """Raises Unreachable unless clamd answers."""
    try:
        answer = _ask(b"PING", ())
    except Broken as error:
        raise Unreachable from error
    if answer != "PONG":
        raise Unreachable


def scan(content: File) -> str:
    """The name of what clamd finds in the content; nothing when it is clean.

    Raises Unreachable, Broken or Refused.
    """
    return verdict(_ask(b"INSTREAM", iter(lambda: content.read(CHUNK), b"")))


def verdict(answer: str) -> str:
    """What an answer says of a file, as `scan` does."""
    if found := _VERDICT.fullmatch(answer):
        return found["threat"] or ""
    if answer.endswith("ERROR"):
        raise Refused(answer)
    raise Broken


def _ask(command: bytes, chunks: Iterable[bytes]) -> str:
    """One command, its stream if it has one, and the answer: all in CLAMD_TIMEOUT_SECONDS."""
    end = monotonic() + settings.CLAMD_TIMEOUT_SECONDS
    with _connected() as link:
        told = _send(link, b"z%b\0" % command, end)
        for chunk in chunks:
            told = told and _send(link, len(chunk).to_bytes(4) + chunk, end)
        if command == b"INSTREAM" and told:
            _send(link, bytes(4), end)
        return _answer(link, end)


def _connected() -> socket.socket:
    address = _ADDRESS.fullmatch(settings.CLAMD_ADDRESS)
    if address is None:
        raise Unreachable
    try:
        if address["path"]:
            return _connected_to_path(address["path"])
        there = address["host"], int(address["port"])
        return socket.create_connection(there, settings.CLAMD_TIMEOUT_SECONDS)
    except (OSError, OverflowError) as error:
        raise Unreachable from error


def _connected_to_path(path: str) -> socket.socket:
    link = socket.socket(socket.AF_UNIX)
    link.settimeout(settings.CLAMD_TIMEOUT_SECONDS)
    try:
        link.connect(path)
    except OSError:
        link.close()
        raise
    return link


def _send(link: socket.socket, data: bytes, end: float) -> bool:
    """Whether it went; clamd hangs up on a stream that it refuses, having said why."""
    link.settimeout(_left(end))
    try:
        link.sendall(data)
    except TimeoutError as error:
        raise Broken from error
    except OSError:
        return False
    return True


def _answer(link: socket.socket, end: float) -> str:
    """What comes before the null byte that ends an answer, or before the line is cut."""
    answer = b""
    while b"\0" not in answer and len(answer) < LONGEST_ANSWER:
        link.settimeout(_left(end))
        try:
            more = link.recv(LONGEST_ANSWER)
        except OSError as error:
            raise Broken from error
        if not more:
            break
        answer += more
    return answer.partition(b"\0")[0].decode(errors="replace").strip()


def _left(end: float) -> float:
    """The seconds that are left; raises Broken when none is."""
    if (left := end - monotonic()) <= 0:
        raise Broken
    return left
