"""The messages that leave, and those that come in."""

from portal.messaging.models.inbound import InboundMessage
from portal.messaging.models.outbound import OutboundMessage

__all__ = ["InboundMessage", "OutboundMessage"]
