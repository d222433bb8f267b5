"""How much a person may write about one demande, whatever the way."""

from datetime import timedelta

from portal.accounts import throttle
from portal.demandes.models import Demande

MESSAGES_AN_HOUR = 20


def may_hear(demande: Demande) -> bool:
    """Count a message about the demande; whether it isn't one too many."""
    hour = timedelta(hours=1)
    return throttle.hit(f"message:{demande.reference}", MESSAGES_AN_HOUR, per=hour)
