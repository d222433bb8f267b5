"""What a provider of SMS must do."""

from typing import Protocol

from portal.messaging.models import OutboundMessage
from portal.messaging.outcome import Outcome


class Provider(Protocol):
    """Carries one SMS. `message_id` is the same at each try: the provider may tell copies by it."""

    def send(self, message: OutboundMessage) -> Outcome:
        """Hand the message over; raises nothing for what the network or the provider does."""
