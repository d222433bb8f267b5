"""What the index knows of each thing that may be found."""

from django.db import models

from portal.directory.models import Organisation
from portal.procedures.models import Theme


class Kind(models.TextChoices):
    """What a result is, in the order in which results are grouped."""

    PROCEDURE = "procedure", "Démarches"
    SERVICE = "service", "Services"
    PAGE = "page", "Pages d’information"
    STATE_SHEET = "state_sheet", "Fiches de l’État"
    KNOWLEDGE = "knowledge", "Fiches internes"
    PARTNER = "partner", "Partenaires"


class SearchDocument(models.Model):
    """One thing that may be found; `organisation` is None for what every site proposes.

    Invariant: a demande is never here, and what is `internal` is never told to the public.
    """

    kind = models.CharField(max_length=12, choices=Kind)
    key = models.CharField(max_length=80)
    organisation = models.ForeignKey(Organisation, models.CASCADE, null=True, related_name="+")
    theme = models.ForeignKey(Theme, models.SET_NULL, null=True, related_name="+")
    internal = models.BooleanField(default=False)
    title = models.CharField(max_length=400)
    summary = models.TextField(blank=True)
    url = models.CharField(max_length=400)
    dated = models.DateField(null=True)

    class Meta:
        verbose_name = "document de l’index"
        verbose_name_plural = "documents de l’index"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="one_document_per_thing")
        ]

    def __str__(self) -> str:
        return self.title
