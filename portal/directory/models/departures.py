"""The record of departures."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q


class Departure(models.Model):
    """An agent leaves: who decided it, who takes over what, how far the handing over is.

    Written by `leaving`; an agent has one under way at most. `choices` gives a taker's id (or
    None) by lot, `done` what was handed over, by lot: heading, label, taker and count.
    """

    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="departures", verbose_name="agent"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="décidé par"
    )
    begun_at = models.DateTimeField("le")
    ended_at = models.DateTimeField("terminé le", null=True, blank=True)
    choices = models.JSONField("choix", default=dict)
    total = models.PositiveIntegerField("à remettre", default=0)
    done = models.JSONField("remis", default=dict)
    roles = models.JSONField("rôles retirés", default=list)

    class Meta:
        verbose_name = "départ"
        ordering = ["-begun_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agent"], condition=Q(ended_at=None), name="one_departure_under_way"
            )
        ]

    def __str__(self) -> str:
        return f"Départ de {self.agent}"

    @property
    def handed(self) -> int:
        return sum(line["count"] for line in self.done.values())

    def note(self, code: str, count: int, **words: Any) -> None:
        """Add what was just handed over of a lot."""
        line = self.done.setdefault(code, {**words, "count": 0})
        line["count"] += count
