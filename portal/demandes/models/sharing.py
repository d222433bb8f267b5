"""An agent's help with a resident's draft: offered under a code, joined, ended."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from portal.demandes.models.draft import Draft
from portal.demandes.models.record import Record
from portal.demandes.querysets import SharedFillingQuerySet

TO_JOIN = timedelta(minutes=15)
AT_MOST = timedelta(hours=2)


class SharedFilling(Record):
    """The person's consent, who came, and how it ended: never taken up again.

    The code isn't kept: `sharing_codes` derives it from the key, and `code_digest` finds it while
    it may still be used.
    """

    class End(models.TextChoices):
        STOPPED = "stopped", "La personne a arrêté l’aide."
        LEFT = "left", "Vous avez quitté l’aide."
        FILED = "filed", "La personne a déposé sa demande\u00a0: l’aide est terminée."
        EXPIRED = "expired", "L’aide est terminée\u00a0: elle dure deux heures au plus."
        RIGHT_LOST = "right_lost", "Vos habilitations ne permettent plus cette aide."
        RENEWED = "renewed", "Un autre code a remplacé celui-ci."

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="sharings")
    code_digest = models.CharField(max_length=64, blank=True)
    offered_at = models.DateTimeField(default=timezone.now)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    joined_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended = models.CharField("fin", max_length=10, choices=End, blank=True)

    objects = SharedFillingQuerySet.as_manager()

    class Meta:
        verbose_name = "remplissage à deux"
        verbose_name_plural = "remplissages à deux"
        ordering = ["-offered_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["draft"], condition=Q(ended_at=None), name="one_help_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["code_digest"], condition=~Q(code_digest=""), name="one_help_per_code"
            ),
            models.CheckConstraint(
                condition=Q(agent=None, joined_at=None)
                | Q(agent__isnull=False, joined_at__isnull=False, code_digest=""),
                name="help_is_joined_by_somebody_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended="")
                | (Q(ended_at__isnull=False, code_digest="") & ~Q(ended="")),
                name="help_says_how_it_ended",
            ),
        ]

    def __str__(self) -> str:
        return f"aide {self.pk}"

    @property
    def until(self) -> datetime:
        """When the code is void or, once joined, the help over."""
        return self.joined_at + AT_MOST if self.joined_at else self.offered_at + TO_JOIN
