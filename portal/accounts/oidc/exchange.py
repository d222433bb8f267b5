"""Speaking with the provider: a few JSON documents, over HTTPS, without following it elsewhere."""

import json
from base64 import b64encode
from http.client import HTTPException, HTTPMessage
from typing import IO, Any
from urllib.parse import quote, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from portal.accounts.oidc.refusals import SignOnRefused, Why

TIMEOUT = 8  # seconds: a person waits
MOST_BYTES = 300_000
LOOPBACK = {"127.0.0.1", "localhost", "::1"}  # where a provider is tried out, without certificate

Json = dict[str, Any]


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        """Secrets go to the address that was configured, and to no other."""


def fetch(url: str, *, form: dict[str, str] | None = None, **headers: str) -> Json:
    """The JSON object at an address, by POST when there is a form; SignOnRefused without one."""
    check_address(url)
    data = urlencode(form).encode() if form else None
    request = Request(url, data, {"Accept": "application/json"} | headers)  # noqa: S310 (checked)
    try:
        with build_opener(_NoRedirect).open(request, timeout=TIMEOUT) as response:
            body = response.read(MOST_BYTES + 1)
        found = json.loads(body[:MOST_BYTES])
    except (OSError, HTTPException, ValueError, RecursionError) as error:
        raise SignOnRefused(Why.UNREACHABLE, type(error).__name__) from error
    if not isinstance(found, dict):
        raise SignOnRefused(Why.UNREACHABLE, "not an object")
    return found


def check_address(url: object) -> None:
    """HTTPS, or the loopback; raises SignOnRefused."""
    try:
        parts = urlsplit(str(url))
    except ValueError as error:
        raise SignOnRefused(Why.UNREACHABLE, "no address") from error
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in LOOPBACK):
        raise SignOnRefused(Why.UNREACHABLE, "address without https")


def basic(user: str, secret: str) -> str:
    """The Authorization header of a client (RFC 6749, 2.3.1: both parts are form-encoded)."""
    pair = f"{quote(user, safe='')}:{quote(secret, safe='')}"
    return f"Basic {b64encode(pair.encode()).decode()}"
