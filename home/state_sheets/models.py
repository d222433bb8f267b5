"""The State's sheets, as the DILA publishes them: a plain model, no Wagtail page."""

from django.db import models
from django.urls import reverse


class Audience(models.TextChoices):
    """Whom an archive speaks to."""

    PERSONS = "particuliers", "Particuliers"
    COMPANIES = "professionnels", "Professionnels"
    ASSOCIATIONS = "associations", "Associations"


class Sheet(models.Model):
    """One document of an archive; the same code may speak to several audiences, in other words.

    Invariant: `headings` and `text` are what `content` says, in plain words, for the search.
    """

    code = models.CharField("identifiant", max_length=12)
    audience = models.CharField("public", max_length=16, choices=Audience)
    kind = models.CharField("type", max_length=60)
    title = models.CharField("titre", max_length=400)
    description = models.TextField("en bref", blank=True)
    subject = models.CharField("matière", max_length=200, blank=True)
    breadcrumb = models.JSONField("fil d’Ariane", default=list)
    content = models.JSONField("contenu", default=dict)
    headings = models.TextField("titres des parties", blank=True)
    text = models.TextField("texte", blank=True)
    modified_on = models.DateField("mise à jour", null=True)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = "fiche de l’État"
        verbose_name_plural = "fiches de l’État"
        ordering = ["code", "audience"]
        constraints = [
            models.UniqueConstraint(fields=["code", "audience"], name="one_sheet_per_audience")
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("state_sheet", args=[self.code])
