"""What a demande was before an agent changed its procedure."""

from django.conf import settings
from django.db import models

from portal.demandes.models.demande import Demande
from portal.demandes.models.record import Record


class FormerFiling(Record):
    """The procedure, form, answers and receipt that a demande had until it was requalified.

    Never changed: what the person filed can be read as they filed it, question by question.
    """

    demande = models.ForeignKey(Demande, models.CASCADE, related_name="former_filings")
    procedure = models.ForeignKey("procedures.Procedure", models.PROTECT, related_name="+")
    form_version = models.ForeignKey("procedures.FormVersion", models.PROTECT, related_name="+")
    answers = models.JSONField(default=dict)
    receipt = models.OneToOneField(
        "media.StoredFile", models.PROTECT, null=True, blank=True, related_name="+"
    )
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField()

    class Meta:
        ordering = ["ended_at", "pk"]

    def __str__(self) -> str:
        return f"dépôt {self.pk}"
