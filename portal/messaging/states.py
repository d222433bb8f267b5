"""The states of an outbound message."""

from django.db import models


class State(models.TextChoices):
    """queued → sending → sent; or back to queued, failed for good, uncertain after a crash."""

    QUEUED = "queued", "En attente d’envoi"
    SENDING = "sending", "Envoi en cours"
    SENT = "sent", "Envoyé"
    FAILED = "failed", "Non remis"
    UNCERTAIN = "uncertain", "Envoi incertain"

    @property
    def tone(self) -> str:
        """How the look shows it, beside the words."""
        return TONES.get(self, "")

    @classmethod
    def resendable(cls) -> "tuple[State, State]":
        """Where only a person may decide to send again."""
        return cls.FAILED, cls.UNCERTAIN


TONES = {State.SENT: "good", State.UNCERTAIN: "warn", State.FAILED: "bad"}
