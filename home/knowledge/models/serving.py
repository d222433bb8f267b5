"""Whether a sheet serves: votes, and how often it is read."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from home.knowledge.models.sheets import KnowledgePage


class Vote(models.Model):
    """« Cette fiche m’a aidé »: one per agent, who may change it."""

    sheet = models.ForeignKey(KnowledgePage, models.CASCADE, related_name="votes_cast")
    agent = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    helped = models.BooleanField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "avis sur une fiche"
        verbose_name_plural = "avis sur les fiches"
        constraints = [
            models.UniqueConstraint(fields=["sheet", "agent"], name="one_vote_per_agent")
        ]

    def __str__(self) -> str:
        return "utile" if self.helped else "pas utile"


class Day(models.Model):
    """How often a sheet was opened that day, and how often it served to answer; never by whom."""

    sheet = models.ForeignKey(KnowledgePage, models.CASCADE, related_name="days")
    day = models.DateField()
    opened = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "usage d’une fiche"
        verbose_name_plural = "usages des fiches"
        constraints = [
            models.UniqueConstraint(fields=["sheet", "day"], name="one_count_per_day"),
            models.CheckConstraint(condition=Q(opened__gte=0), name="opened_is_counted"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%d/%m/%Y}"
