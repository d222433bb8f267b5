"""Which messages: the trade's words."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from portal.messaging.states import State

if TYPE_CHECKING:
    from portal.messaging.models import OutboundMessage


class OutboundMessageQuerySet(QuerySet["OutboundMessage"]):
    def for_topic(self, topic: str) -> "OutboundMessageQuerySet":
        return self.filter(topic=topic)

    def failed(self) -> "OutboundMessageQuerySet":
        return self.filter(state=State.FAILED)

    def uncertain(self) -> "OutboundMessageQuerySet":
        return self.filter(state=State.UNCERTAIN)

    def undelivered(self) -> "OutboundMessageQuerySet":
        """What somebody should look at: failed, or perhaps not received."""
        return self.filter(state__in=State.resendable())

    def stuck_in_sending(self, before: datetime) -> "OutboundMessageQuerySet":
        return self.filter(state=State.SENDING, sending_at__lt=before)

    def forgotten(self, before: datetime) -> "OutboundMessageQuerySet":
        """Queued messages whose turn has long passed: their task was lost."""
        return self.filter(state=State.QUEUED, next_try_at__lt=before)
