"""No provider any more, and messages still queued."""

from portal.messaging.models import OutboundMessage
from portal.messaging.outcome import Outcome, Verdict


class MissingProvider:
    """Keeps them for the time of the tries: the operator may still put the setting back."""

    def send(self, message: OutboundMessage) -> Outcome:
        return Outcome(Verdict.TEMPORARY, "no_provider")
