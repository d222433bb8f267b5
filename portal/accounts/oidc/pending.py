"""Sign-ons under way: what was sent to the provider, kept in the session until it answers."""

import secrets
import time
from dataclasses import asdict, dataclass

from django.http import HttpRequest

from portal.accounts.oidc.refusals import SignOnRefused, Why

KEY = "sign_on"
MOST = 5  # several tabs
LASTS = 600  # seconds to type a password elsewhere


@dataclass(frozen=True)
class Pending:
    """One sign-on: the secrets that its answer must match, and where it leads."""

    nonce: str
    verifier: str
    next: str
    at: float


def begin(request: HttpRequest, *, next_page: str) -> tuple[str, Pending]:
    """Its state, and itself."""
    state = secrets.token_urlsafe(32)
    new = Pending(secrets.token_urlsafe(32), secrets.token_urlsafe(48), next_page, time.time())
    kept = list(request.session.get(KEY, {}).items())[1 - MOST :]
    request.session[KEY] = dict(kept) | {state: asdict(new)}
    return state, new


def end(request: HttpRequest, state: str) -> Pending:
    """The sign-on of that state, which serves once. Raises SignOnRefused."""
    kept = dict(request.session.get(KEY, {}))
    found = kept.pop(state, None)
    if found is None:
        raise SignOnRefused(Why.EXPIRED, "unknown state")
    request.session[KEY] = kept
    pending = Pending(**found)
    if pending.at < time.time() - LASTS:
        raise SignOnRefused(Why.EXPIRED, "too late")
    return pending
