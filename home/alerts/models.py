"""The banner of a busy day."""

from datetime import datetime

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from portal.directory.models import Organisation


class AlertQuerySet(models.QuerySet["Alert"]):
    def to_come(self, at: datetime) -> "AlertQuerySet":
        """Those under way and those that will be, the urgent ones first."""
        return self.filter(until__gt=at).order_by("tone", "since", "pk")


class Alert(models.Model):
    """A sentence on top of every public page, between two instants; no organisation: all sites."""

    class Tone(models.TextChoices):
        INFO = "info", "Information"
        BAD = "bad", "Urgent"

    text = models.CharField("texte", max_length=200)
    tone = models.CharField("ton", max_length=10, choices=Tone, default=Tone.INFO)
    link = models.CharField(
        "lien",
        max_length=300,
        blank=True,
        validators=[RegexValidator(r"^(https?://|/(?!/))\S+$", "Commencez par https:// ou par /.")],
        help_text="La page qui en dit plus, qui commence par https:// ou par /.",
    )
    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="alerts",
        verbose_name="collectivité",
        help_text="Vide\u00a0: sur tous les sites.",
    )
    since = models.DateTimeField("à partir du", default=timezone.now)
    until = models.DateTimeField("jusqu’au", help_text="Le bandeau disparaît seul à cette heure.")

    objects = AlertQuerySet.as_manager()

    class Meta:
        verbose_name = "alerte"
        ordering = ["-since", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__gt=F("since")),
                name="alert_ends_after_it_begins",
                violation_error_message="La fin doit suivre le début.",
            )
        ]

    def __str__(self) -> str:
        return self.text

    def state(self) -> str:
        now = timezone.now()
        if self.until <= now:
            return "Passée"
        return "En ligne" if self.since <= now else "À venir"

    state.short_description = "état"  # type: ignore[attr-defined]  # the heading of a list
