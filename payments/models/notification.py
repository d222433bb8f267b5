"""What a provider told us: stored first, answered, then acted on by a task."""

from django.db import models

from payments.models.regie import Provider, Regie


class Notification(models.Model):
    """One notification, once its signature holds. Of its body only the `Notice` is kept: no name.

    The same event sent again is the same row.
    """

    class State(models.TextChoices):
        RECEIVED = "received", "Reçue"
        DONE = "done", "Traitée"
        UNKNOWN = "unknown", "Paiement inconnu"
        UNUSED = "unused", "Sans suite"

    regie = models.ForeignKey(Regie, models.PROTECT, related_name="notifications")
    provider = models.CharField(max_length=8, choices=Provider)
    event_id = models.CharField(max_length=160)
    kind = models.CharField(max_length=80)
    notice = models.JSONField()
    state = models.CharField("état", max_length=8, choices=State, default=State.RECEIVED)
    received_at = models.DateTimeField("reçue le", auto_now_add=True)
    processed_at = models.DateTimeField("traitée le", null=True)

    class Meta:
        verbose_name = "notification"
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["regie", "provider", "event_id"], name="one_row_per_event"
            )
        ]
        indexes = [
            models.Index(
                fields=["received_at"],
                condition=models.Q(state="received"),
                name="notifications_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id}"
