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
    theme = models.CharField("thème", max_length=12, blank=True)
    breadcrumb = models.JSONField("fil d’Ariane", default=list)  # [code, title] from the theme down
    content = models.JSONField("contenu", default=dict)  # see docs/state-sheets.md
    headings = models.TextField("titres des parties", blank=True)
    text = models.TextField("texte", blank=True)
    original = models.CharField("adresse d’origine", max_length=400, blank=True)
    modified_on = models.DateField("mise à jour", null=True)
    changed_at = models.DateTimeField("importée le")
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = "fiche de l’État"
        verbose_name_plural = "fiches de l’État"
        ordering = ["code", "audience"]
        constraints = [
            models.UniqueConstraint(fields=["code", "audience"], name="one_sheet_per_audience")
        ]
        indexes = [models.Index(fields=["audience", "theme", "kind"], name="sheets_of_a_theme")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("state_sheet", args=[self.code])


class WithdrawnSheet(models.Model):
    """A sheet that the State no longer publishes: what is left to tell who follows an old link."""

    code = models.CharField("identifiant", max_length=12)
    audience = models.CharField("public", max_length=16, choices=Audience)
    title = models.CharField("titre", max_length=400)
    withdrawn_at = models.DateTimeField("retirée le")

    class Meta:
        verbose_name = "fiche retirée"
        verbose_name_plural = "fiches retirées"
        ordering = ["code", "audience"]
        constraints = [
            models.UniqueConstraint(fields=["code", "audience"], name="withdrawn_once_per_audience")
        ]

    def __str__(self) -> str:
        return self.title


class Intake(models.Model):
    """What was last brought in for an audience.

    `number` counts the imports that changed something: an import that has compared its archive
    with an older state must not write. `etag` and `last_modified` are what the State's server
    said of the archive fetched last.
    """

    audience = models.CharField(
        "public", max_length=16, choices=Audience, primary_key=True, editable=False
    )
    number = models.PositiveIntegerField(default=0)
    etag = models.CharField(max_length=200, blank=True)
    last_modified = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = "dernière archive"
        verbose_name_plural = "dernières archives"

    def __str__(self) -> str:
        return self.get_audience_display()
