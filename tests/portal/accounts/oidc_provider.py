"""A small OpenID Connect provider on the loopback: codes, PKCE, signed tokens, userinfo.

    with running_provider() as provider:
        provider.person = {"sub": "1", "email": "lea@ville.example", "email_verified": True}

Each test spoils what it wants: `claims` added to the token, `key` it is signed with…
"""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "gps:citoyen", "un secret, & des signes"


@cache
def make_key(kid: str) -> RSAKey:
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig", "alg": "RS256"})


class Provider:
    """What it would say, and what it was asked."""

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.person: dict[str, Any] = {}
        self.claims: dict[str, Any] = {}  # instead of those of an honest token
        self.info: dict[str, Any] = {}  # what userinfo says beside the sub
        self.header: dict[str, Any] = {"alg": "RS256"}
        self.key: Any = make_key("one")
        self.published = [make_key("one")]
        self.metadata: dict[str, Any] = {}
        self.cancels = False
        self.down = False
        self.read = 0  # how often its description was asked for
        self.codes: dict[str, dict[str, str]] = {}
        self.asked: list[dict[str, str]] = []

    def description(self) -> dict[str, Any] | None:
        self.read += 1
        if self.down:
            return None
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "end_session_endpoint": f"{self.issuer}/logout?realm=ville",
        } | self.metadata

    def authorize(self, query: dict[str, str]) -> str:
        """Where the person is sent back to."""
        self.asked.append(query)
        answer = {"state": query["state"], "error": "access_denied"}
        if not self.cancels:
            code = secrets.token_urlsafe(8)
            self.codes[code] = query
            answer = {"state": query["state"], "code": code}
        return f"{query['redirect_uri']}?{urlencode(answer)}"

    def token(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """The tokens of a code, once, for the client that asked with this challenge."""
        query = self.codes.pop(form.get("code", ""), None)
        if query is None or not self._is_client(form, authorization):
            return None
        digest = hashlib.sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if challenge != query["code_challenge"] or form["redirect_uri"] != query["redirect_uri"]:
            return None
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": now,
            "exp": now + 300,
            "nonce": query["nonce"],
        }
        token = self._signed(claims | self.person | self.claims)
        return {"id_token": token, "access_token": "open", "token_type": "Bearer"}

    def _signed(self, claims: dict[str, Any]) -> str:
        if self.key is None:
            parts = ({"alg": "none", "kid": "one"}, claims)
            encoded = (base64.urlsafe_b64encode(json.dumps(part).encode()) for part in parts)
            return ".".join([*(part.rstrip(b"=").decode() for part in encoded), ""])
        kid = {"kid": self.key.kid} if isinstance(self.key, RSAKey) else {}
        return jwt.encode(self.header | kid, claims, self.key, algorithms=["RS256", "HS256"])

    def _is_client(self, form: dict[str, str], authorization: str) -> bool:
        pair = f"{quote(CLIENT, safe='')}:{quote(SECRET, safe='')}".encode()
        posted = (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)
        return posted or authorization == f"Basic {base64.b64encode(pair).decode()}"

    def keys(self) -> dict[str, Any]:
        return {"keys": [{"kty": "odd"}, *(key.as_dict(private=False) for key in self.published)]}


def _handler(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            query = dict(parse_qsl(address.query))
            if address.path == "/authorize":
                return self._go(provider.authorize(query))
            if address.path == "/logout":
                return self._go(query["post_logout_redirect_uri"])
            answers = {
                "/.well-known/openid-configuration": provider.description,
                "/jwks": provider.keys,
                "/userinfo": lambda: {"sub": provider.person.get("sub")} | provider.info,
            }
            return self._say(answers[address.path]())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            authorization = self.headers.get("Authorization", "")
            self._say(provider.token(dict(parse_qsl(body)), authorization))

        def _go(self, address: str) -> None:
            self.send_response(302)
            self.send_header("Location", address)
            self.end_headers()

        def _say(self, answer: dict[str, Any] | None) -> None:
            self.send_response(200 if answer is not None else 400)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(answer or {"error": "invalid_grant"}).encode())

        def log_message(self, *_args: Any) -> None:
            """Silent."""

    return Handler


@contextmanager
def running_provider() -> Iterator[Provider]:
    """A provider that answers on the loopback for the time of the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    provider = Provider(f"http://127.0.0.1:{server.server_port}")
    server.RequestHandlerClass = _handler(provider)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
