"""The journal: one chain of entries per demande, never changed, holding no text of anyone."""

from django.conf import settings
from django.db import models

from portal.demandes.models.demande import Demande
from portal.demandes.models.record import Record
from portal.demandes.states import Action, State


class JournalEntry(Record):
    """One thing that happened. `data` holds ids and codes only: erasing texts leaves it valid."""

    class Actor(models.TextChoices):
        CITIZEN = "citizen", "La personne"
        AGENT = "agent", "Agent"
        SYSTEM = "system", "Automatique"

    demande = models.ForeignKey(Demande, models.PROTECT, related_name="journal")
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    action = models.CharField(max_length=20, choices=Action)
    actor_kind = models.CharField(max_length=7, choices=Actor)
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    from_state = models.CharField(max_length=16, choices=State, blank=True)
    to_state = models.CharField(max_length=16, choices=State)
    data = models.JSONField(default=dict)
    previous_digest = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = "entrée du journal"
        verbose_name_plural = "journal"
        ordering = ["demande_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["demande", "number"], name="journal_is_one_chain")
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.get_action_display()}"
