"""For development: the SMS is printed, and nothing leaves."""

import sys

from portal.messaging.models import OutboundMessage
from portal.messaging.outcome import Outcome, Verdict


class ConsoleProvider:
    def send(self, message: OutboundMessage) -> Outcome:
        sys.stdout.write(f"SMS {message.recipient}: {message.text}\n")
        sys.stdout.flush()
        return Outcome(Verdict.ACCEPTED)
