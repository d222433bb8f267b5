"""The communes of France."""

from typing import Any

from django.db import models

from portal.directory.commune_names import comparable, indexed
from portal.directory.querysets import CommuneQuerySet


class Commune(models.Model):
    """A commune of France, by its INSEE code."""

    insee = models.CharField("code INSEE", max_length=5, primary_key=True)
    name = models.CharField("nom", max_length=60)
    folded = models.CharField("nom comparable", max_length=60, editable=False, db_index=True)
    department = models.CharField("département", max_length=3, db_index=True)
    former_names = models.TextField(
        "anciens noms",
        max_length=600,
        blank=True,
        help_text="Un par ligne : celui d’avant, ou ceux des communes réunies.",
    )
    former_index = models.TextField(editable=False, blank=True)
    postal_codes = models.CharField(
        "codes postaux", max_length=200, blank=True, help_text="Séparés par des espaces."
    )
    population = models.PositiveIntegerField("population", default=0)
    siren = models.CharField("SIREN", max_length=9, blank=True)
    epci_siren = models.CharField("SIREN de l’intercommunalité", max_length=9, blank=True)
    epci_name = models.CharField("intercommunalité", max_length=120, blank=True)

    objects = CommuneQuerySet.as_manager()

    class Meta:
        verbose_name = "commune"
        ordering = ["name", "insee"]

    def __str__(self) -> str:
        return f"{self.name} ({self.department})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.folded = comparable(self.name)
        self.former_index = indexed(self.former_names)
        super().save(*args, **kwargs)

    def is_called(self, name: str) -> bool:
        """Whether this is its name, or was; accents and hyphens apart."""
        folded = comparable(name)
        return bool(folded) and (self.folded == folded or f"\n{folded}\n" in self.former_index)
