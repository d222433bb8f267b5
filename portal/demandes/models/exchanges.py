"""What is said, asked and attached about a demande.

The key of a message or note comes with the form that it was typed in: a double click writes once.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.demandes.models.demande import Demande
from portal.demandes.models.record import Record


class Message(Record):
    """A word between the person and the service; `agent` is blank when the person writes."""

    demande = models.ForeignKey(Demande, models.CASCADE, related_name="messages")
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    body = models.TextField(max_length=5000)
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    sent_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["sent_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["demande", "key"], name="message_is_said_once")
        ]

    def __str__(self) -> str:
        return f"message {self.pk}"

    @property
    def from_citizen(self) -> bool:
        return self.agent_id is None


class Note(Record):
    """What agents tell each other; never shown to the person."""

    demande = models.ForeignKey(Demande, models.CASCADE, related_name="notes")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    body = models.TextField(max_length=5000)
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["demande", "key"], name="note_is_written_once")
        ]

    def __str__(self) -> str:
        return f"note {self.pk}"


class DocumentRequest(Record):
    """A document asked of the person, and when it came (CRPA, L114-5)."""

    demande = models.ForeignKey(Demande, models.CASCADE, related_name="document_requests")
    label = models.CharField("document", max_length=160)
    why = models.CharField("pourquoi", max_length=300)
    indispensable = models.BooleanField("indispensable", default=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_on = models.DateField()
    deadline = models.DateField("à envoyer au plus tard le")
    received_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["asked_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(deadline__gte=models.F("asked_on")), name="deadline_after_request"
            )
        ]

    def __str__(self) -> str:
        return self.label


class Attachment(Record):
    """A file of a demande: filed with it, sent in a message, or given for a document request."""

    demande = models.ForeignKey(Demande, models.CASCADE, related_name="attachments")
    stored = models.OneToOneField("media.StoredFile", models.PROTECT, related_name="+")
    field_key = models.SlugField(max_length=60, blank=True)
    message = models.ForeignKey(
        Message, models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    document_request = models.ForeignKey(
        DocumentRequest, models.CASCADE, null=True, blank=True, related_name="attachments"
    )
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["added_at", "pk"]

    def __str__(self) -> str:
        return f"pièce {self.pk}"


class ExceptionalAccess(Record):
    """A justified, time-limited right to read one confidential demande."""

    demande = models.ForeignKey(Demande, models.CASCADE, related_name="exceptional_accesses")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.TextField("raison", max_length=1000)
    granted_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()

    class Meta:
        ordering = ["-granted_at"]
        indexes = [models.Index(fields=["agent", "expires_at"])]

    def __str__(self) -> str:
        return f"accès exceptionnel {self.pk}"
