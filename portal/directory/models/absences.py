"""Who is away for a while."""

from django.conf import settings
from django.db import models


class Absence(models.Model):
    """An agent is away until a day, that day included; whoever stands in for them answers."""

    agent = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="absence", verbose_name="agent"
    )
    until = models.DateField("jusqu’au", help_text="Dernier jour d’absence.")

    class Meta:
        verbose_name = "absence"
        ordering = ["-until", "pk"]

    def __str__(self) -> str:
        return f"{self.agent} jusqu’au {self.until:%d/%m/%Y}"
