"""Which sheet served to answer which demande: so that each demande counts once."""

from django.db import models

from home.knowledge.models import KnowledgePage
from portal.demandes.models import Demande


class Served(models.Model):
    """The sheet served for that demande; who said so isn't kept, and it goes with the demande."""

    sheet = models.ForeignKey(KnowledgePage, models.CASCADE, related_name="+")
    demande = models.ForeignKey(Demande, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "fiche qui a servi"
        verbose_name_plural = "fiches qui ont servi"
        constraints = [
            models.UniqueConstraint(fields=["demande", "sheet"], name="served_once_per_demande")
        ]

    def __str__(self) -> str:
        return f"fiche {self.sheet_id}"
