"""The e-mails that come in: what they are, and what became of them."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.media.models import StoredFile
from portal.messaging.inbound.states import REASONS, Sorting


class InboundMessage(models.Model):
    """One e-mail as it came (`raw`), once however often it is fetched (`digest`), and its fate.

    `topic` says what it was attached to, or while it waits what it may be about. Erasing it blanks
    the person and the words, and keeps dates and state.
    """

    digest = models.CharField("empreinte", max_length=64, unique=True)
    raw = models.OneToOneField(
        StoredFile, models.PROTECT, null=True, related_name="+", verbose_name="courriel d’origine"
    )
    size = models.PositiveIntegerField("taille en octets")
    sender = models.CharField("expéditeur", max_length=254, blank=True)
    subject = models.CharField("objet", max_length=200, blank=True)
    text = models.TextField("texte", blank=True)
    state = models.CharField("état", max_length=10, choices=Sorting, default=Sorting.NEW)
    reason = models.CharField("raison", max_length=12, blank=True)
    topic = models.CharField("sujet suivi", max_length=80, blank=True)
    received_at = models.DateTimeField("arrivé le", default=timezone.now)
    settled_at = models.DateTimeField("traité le", null=True)
    settled_by = models.PositiveBigIntegerField("traité par (compte)", null=True)
    erased_at = models.DateTimeField("effacé le", null=True)

    class Meta:
        verbose_name = "courriel reçu"
        verbose_name_plural = "courriels reçus"
        ordering = ["-received_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "-received_at", "-id"], name="inbound_state_received")
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=Sorting.values), name="inbound_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=Sorting.waiting(), settled_at__isnull=True)
                | (~Q(state__in=Sorting.waiting()) & Q(settled_at__isnull=False)),
                name="inbound_settled_has_date",
            ),
        ]

    def __str__(self) -> str:
        return f"courriel {self.pk}"

    @property
    def tone(self) -> str:
        return Sorting(self.state).tone

    @property
    def waits(self) -> bool:
        return self.state in Sorting.waiting()

    @property
    def explanation(self) -> str:
        return REASONS.get(self.reason, "")
