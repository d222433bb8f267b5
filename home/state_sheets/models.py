"""The State's sheets, as the DILA publishes them: a plain model, no Wagtail page."""

from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse

from home.state_sheets.kinds import KINDS
from home.state_sheets.querysets import SheetQuerySet
from portal.directory.models import Service
from portal.procedures.models import Procedure


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

    objects = SheetQuerySet.as_manager()

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

    @property
    def short_kind(self) -> str:
        """« Fiche d'information »: that it hangs on conditions says nothing to its reader."""
        return self.kind.removesuffix(" conditionnée")


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


class Import(models.Model):
    """What an import did, for administrators: nothing is changed unless `outcome` is DONE."""

    class Outcome(models.TextChoices):
        DONE = "done", "Importée"
        SAME = "same", "Rien de nouveau"
        REFUSED = "refused", "Refusée"
        UNREACHABLE = "unreachable", "Pas reçue"

    at = models.DateTimeField("le", auto_now_add=True)
    source = models.CharField("archive", max_length=400)
    audience = models.CharField("public", max_length=16, choices=Audience, blank=True)
    outcome = models.CharField("résultat", max_length=12, choices=Outcome)
    why = models.CharField("motif", max_length=400, blank=True)
    added = models.PositiveIntegerField("ajoutées", default=0)
    changed = models.PositiveIntegerField("changées", default=0)
    withdrawn = models.PositiveIntegerField("retirées", default=0)
    unchanged = models.PositiveIntegerField("inchangées", default=0)
    left_out = models.PositiveIntegerField("en erreur", default=0)
    problems = models.TextField("erreurs et remarques", blank=True)

    class Meta:
        verbose_name = "import de fiches"
        verbose_name_plural = "imports de fiches"
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.source


class LocalService(models.Model):
    """A service of ours that answers where the State's sheets send to a kind of service."""

    kind = models.CharField("type de service", max_length=80, choices=KINDS)
    service = models.ForeignKey(
        Service, models.CASCADE, related_name="+", verbose_name="notre service"
    )

    class Meta:
        verbose_name = "service local"
        verbose_name_plural = "services locaux"
        ordering = ["kind", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "service"],
                name="one_service_once_per_kind",
                violation_error_message="Ce service répond déjà pour ce type.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}\u00a0: {self.service}"


class LocalProcedure(models.Model):
    """A procedure of ours that does what a State's sheet speaks of."""

    code = models.CharField(
        "fiche",
        max_length=12,
        validators=[RegexValidator(r"\A[FNR][0-9]{1,9}\Z", "Un identifiant comme F1342.")],
        help_text="Son identifiant, à la fin de son adresse\u00a0: F1342.",
    )
    procedure = models.ForeignKey(
        Procedure, models.CASCADE, related_name="+", verbose_name="notre démarche"
    )

    class Meta:
        verbose_name = "démarche locale"
        verbose_name_plural = "démarches locales"
        ordering = ["code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "procedure"],
                name="one_procedure_once_per_sheet",
                violation_error_message="Cette démarche est déjà liée à cette fiche.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code}\u00a0: {self.procedure}"
