"""The demandes that this browser may follow: tokens kept in the session."""

from django.http import HttpRequest

from portal.demandes import links
from portal.demandes.models import Demande

KEY = "tracked"
MOST = 20  # demandes followed on one device; the oldest go first


def open_for(request: HttpRequest, demande: Demande) -> None:
    """Let this browser follow the demande, until its code changes or the session ends."""
    others = [token for token in request.session.get(KEY, []) if token != links.token_of(demande)]
    request.session[KEY] = [*others, links.token_of(demande)][-MOST:]


def opened(request: HttpRequest, reference: str) -> Demande | None:
    """The demande with this reference, if this browser may follow it."""
    for token in request.session.get(KEY, []):
        if token.startswith(reference) and (demande := links.demande_of(token)):
            return demande
    return None


def forget(request: HttpRequest, reference: str) -> None:
    tokens = request.session.get(KEY, [])
    request.session[KEY] = [token for token in tokens if not token.startswith(reference)]
