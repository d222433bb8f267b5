"""A person at a browser without scripts, behind the proxy of a real server."""

import re
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPMessage
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

INPUT = re.compile(r"<input ([^>]*)>")
ATTRIBUTE = re.compile(r'([\w-]+)="([^"]*)"')


@dataclass(frozen=True)
class Reply:
    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def goes_to(self) -> str:
        """The path that a redirection leads to, with its query."""
        address = urlsplit(self.headers["Location"] or "")
        return address._replace(scheme="", netloc="").geturl()

    @property
    def hidden(self) -> dict[str, str]:
        """What the page's forms send beside what is typed."""
        found = (dict(ATTRIBUTE.findall(tag)) for tag in INPUT.findall(self.text))
        hidden = (each for each in found if each.get("type") == "hidden")
        return {each["name"]: each.get("value", "") for each in hidden}


class Visitor:
    """Keeps cookies, sends the CSRF token with each form, follows no redirection by itself.

    It speaks as the proxy in front of gunicorn does: over HTTPS for the site, in the name of an
    address. Raises OSError or HTTPException when the server dies.
    """

    def __init__(self, port: int, *, address: str = "198.51.100.1") -> None:
        self.port = port
        self.address = address
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> Reply:
        return self._ask("GET", path)

    def post(self, path: str, form: dict[str, str]) -> Reply:
        token = {"csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}
        return self._ask("POST", path, urlencode(token | form).encode())

    def headers(self) -> dict[str, str]:
        """What each request carries."""
        return {
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Origin": f"https://127.0.0.1:{self.port}",
            "X-Forwarded-For": self.address,
            "X-Forwarded-Proto": "https",
        }

    def _ask(self, method: str, path: str, body: bytes = b"") -> Reply:
        headers = self.headers()
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        try:
            connection.request(method, path, body or None, headers)
            response = connection.getresponse()
            reply = Reply(response.status, response.headers, response.read())
        finally:
            connection.close()
        for line in reply.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: each.value for name, each in SimpleCookie(line).items()}
        return reply
