"""The provider as it describes itself, and the three things that are asked of it."""

import base64
import hashlib
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import cache

from portal.accounts.oidc.exchange import Json, basic, check_address, fetch
from portal.accounts.oidc.refusals import SignOnRefused, Why
from portal.accounts.oidc.tokens import UnknownKey, validated

KEPT = 3600  # seconds: how long its description and its keys are kept
DOWN = 30  # seconds during which one that didn't answer isn't asked again
SCOPE = "openid email profile"


class Provider:
    """The configured provider; every method raises SignOnRefused when it doesn't do its part."""

    def __init__(self) -> None:
        self.issuer: str = settings.AGENT_OIDC_ISSUER
        self.client_id: str = settings.AGENT_OIDC_CLIENT_ID
        self.secret: str = settings.AGENT_OIDC_CLIENT_SECRET

    def authorization_url(
        self, *, redirect_uri: str, state: str, nonce: str, verifier: str, again: bool
    ) -> str:
        """Where the person says who they are; `again` asks for it even from who is signed in."""
        challenge = hashlib.sha256(verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": redirect_uri,
            "scope": SCOPE,
            "state": state,
            "nonce": nonce,
            "code_challenge": base64.urlsafe_b64encode(challenge).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        if settings.AGENT_OIDC_ACR_VALUES:
            query["acr_values"] = settings.AGENT_OIDC_ACR_VALUES
        if again:
            query["prompt"] = "login"
        return self._with(self.address("authorization_endpoint"), query)

    def claims(self, *, code: str, redirect_uri: str, nonce: str, verifier: str) -> Json:
        """What the provider certifies of the person who holds this code."""
        tokens = self._tokens(code, redirect_uri, verifier)
        claims = self._validated(str(tokens.get("id_token") or ""), nonce)
        if "email" not in claims and "userinfo_endpoint" in self.metadata():
            claims |= self._user_info(str(tokens.get("access_token") or ""), claims["sub"])
        return claims

    def end_session_url(self, *, back: str) -> str:
        """Where the provider's own session ends; blank when it has no such page."""
        if "end_session_endpoint" not in self.metadata():
            return ""
        query = {"client_id": self.client_id, "post_logout_redirect_uri": back}
        return self._with(self.address("end_session_endpoint"), query)

    def metadata(self) -> Json:
        """Its description, which must be the configured issuer's own."""
        found = self._kept("", f"{self.issuer.rstrip('/')}/.well-known/openid-configuration")
        if found.get("issuer") != self.issuer:
            raise SignOnRefused(Why.UNREACHABLE, "another issuer")
        return found

    def address(self, name: str) -> str:
        address = str(self.metadata().get(name, ""))
        check_address(address)
        return address

    def _tokens(self, code: str, redirect_uri: str, verifier: str) -> Json:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect_uri,
            "code_verifier": verifier,
        }
        address = self.address("token_endpoint")
        methods = self.metadata().get("token_endpoint_auth_methods_supported") or []
        if "client_secret_post" in methods and "client_secret_basic" not in methods:
            form |= {"client_id": self.client_id, "client_secret": self.secret}
            return fetch(address, form=form)
        return fetch(address, form=form, Authorization=basic(self.client_id, self.secret))

    def _validated(self, token: str, nonce: str) -> Json:
        """The token's claims; its keys are read again once, in case they have just turned."""
        expected = {"nonce": nonce, "issuer": self.issuer, "client_id": self.client_id}
        try:
            return validated(token, keys=self._keys(), **expected)
        except UnknownKey:
            return validated(token, keys=self._keys(again=True), **expected)

    def _keys(self, *, again: bool = False) -> Json:
        return self._kept("keys", self.address("jwks_uri"), again=again)

    def _user_info(self, access_token: str, sub: str) -> Json:
        info = fetch(self.address("userinfo_endpoint"), Authorization=f"Bearer {access_token}")
        if info.get("sub") != sub:  # OpenID Connect Core, 5.3.2
            raise SignOnRefused(Why.INVALID, "userinfo of somebody else")
        return {name: info[name] for name in ("email", "email_verified") if name in info}

    def _kept(self, what: str, address: str, *, again: bool = False) -> Json:
        key = f"oidc:{hashlib.sha256(f'{self.issuer} {what}'.encode()).hexdigest()}"
        found: Any = None if again else cache.get(key)
        if found is None:
            found = self._fetched(address, key)
            cache.set(key, found, KEPT)
        return dict(found)

    def _fetched(self, address: str, key: str) -> Json:
        """Read again; whoever comes just after a failure learns it at once, instead of waiting."""
        failed = f"{key}:down"
        if cache.get(failed):
            raise SignOnRefused(Why.UNREACHABLE, "not asked again so soon")
        try:
            return fetch(address)
        except SignOnRefused:
            cache.set(failed, 1, DOWN)
            raise

    def _with(self, address: str, query: dict[str, str]) -> str:
        return f"{address}{'&' if '?' in address else '?'}{urlencode(query)}"
