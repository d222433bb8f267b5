"""Asking other sites whether a page is still there, without ever asking our own network.

Every address is resolved by us and connected to as resolved, redirections included: a name that
leads to a private address is refused, and can't change its mind between the look and the call.
"""

import http.client
import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import quote, urljoin, urlsplit

from django.conf import settings

TIMEOUT = 10  # seconds, for each step
LONGEST = 30  # seconds for a whole reply, which may come drop by drop
REDIRECTIONS = 5
READ = 65_536  # bytes of a reply that are read, at most
WRITTEN = "/%:=&?~#+!$,;'@()*[]|"  # of an address; the rest is written as browsers write it
AGENT = "GPS-Citoyen (verification de liens)"
PORTS = {"http": 80, "https": 443}
NO_HEAD = {400, 403, 404, 405, 500, 501, 503}  # some servers answer so to HEAD alone


class RefusedError(Exception):
    """What is wrong with the address, in French and in short."""


@dataclass(frozen=True)
class Reply:
    status: int
    goes_to: str


def look(url: str) -> str:
    """What is wrong with the page, in French; empty when it answers."""
    try:
        for _ in range(REDIRECTIONS + 1):
            reply = _ask(url)
            if reply.status in {301, 302, 303, 307, 308} and reply.goes_to:
                url = urljoin(url, reply.goes_to)
                continue
            return _words(reply.status)
    except RefusedError as refusal:
        return str(refusal)
    except ssl.SSLError:
        return "Certificat de sécurité refusé"
    except TimeoutError:
        return "Ne répond pas à temps"
    except (OSError, http.client.HTTPException, ValueError):
        return "Site injoignable"
    return "Trop de redirections"


def _words(status: int) -> str:
    if status < 400 or status in {401, 403, 429}:  # there, but not for machines
        return ""
    if status in {404, 410}:
        return f"Page introuvable ({status})"
    return f"Erreur du site ({status})"


def _ask(url: str) -> Reply:
    """HEAD, then GET where HEAD is refused. Raises RefusedError on an address not to be called."""
    reply = _call("HEAD", url)
    return _call("GET", url) if reply.status in NO_HEAD else reply


def _call(method: str, url: str) -> Reply:
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or PORTS.get(parts.scheme, 0)
    if parts.scheme not in PORTS or not host or parts.username:
        raise RefusedError("Adresse qui n’est pas celle d’une page")
    place = _resolve(host, port)
    line = _Line(host, port, place, secure=parts.scheme == "https")
    end = threading.Timer(LONGEST, line.cut)
    end.daemon = True
    end.start()
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        line.request(
            method, quote(path, safe=WRITTEN), headers={"User-Agent": AGENT, "Accept": "*/*"}
        )
        reply = line.getresponse()
        if line.is_cut:  # what had come of the headers is no reply
            raise TimeoutError
        if method == "GET":
            reply.read(READ)
        goes_to = (reply.getheader("Location") or "").encode("latin-1")
        return Reply(reply.status, goes_to.decode(errors="replace"))
    finally:
        end.cancel()
        line.close()


def _resolve(host: str, port: int) -> str:
    """An address of the host that is everybody's; all of them must be."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise RefusedError("Nom de site inconnu") from error
    places = [str(each[4][0]).partition("%")[0] for each in found]
    for place in places:
        address = ip_address(place)
        if settings.LINKS_ALLOW_LOOPBACK and address.is_loopback:
            continue
        mapped = getattr(address, "ipv4_mapped", None)
        if not (mapped or address).is_global or address.is_multicast or port not in PORTS.values():
            raise RefusedError("Adresse d’un réseau privé")
    return places[0]


class _Line(http.client.HTTPConnection):
    """A connection to the address that was looked at, under the name of the host."""

    def __init__(self, host: str, port: int, place: str, *, secure: bool) -> None:
        super().__init__(host, port, timeout=TIMEOUT)
        self.place, self.secure = place, secure
        self.default_port = PORTS["https" if secure else "http"]
        self.held: socket.socket | None = None
        self.is_cut = False

    def connect(self) -> None:
        self.sock = socket.create_connection((self.place, self.port), self.timeout)
        self.held = self.sock
        if self.secure:
            context = ssl.create_default_context()
            self.sock = self.held = context.wrap_socket(self.sock, server_hostname=self.host)

    def cut(self) -> None:
        """Hangs up, from another thread: whatever waits for a reply reads its end."""
        self.is_cut = True
        if self.held is not None:
            with suppress(OSError):
                self.held.shutdown(socket.SHUT_RDWR)
