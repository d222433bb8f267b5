"""One entry of the referential."""

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from modelcluster.models import ClusterableModel
from wagtail.fields import RichTextField
from wagtail.models import (
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    Revision,
    RevisionMixin,
    WorkflowMixin,
)

from portal.accounts.models import User
from portal.procedures import notices, preview, publishing, validation
from portal.procedures.compile import schema_of
from portal.procedures.drafts import PublishedByService, TriedInPreview
from portal.procedures.fields import FormStepsField
from portal.procedures.models.enums import DelayUnit, ForWhom, Silence
from portal.procedures.models.themes import Theme
from portal.procedures.models.versions import FormVersion
from portal.procedures.querysets import ProcedureQuerySet
from portal.text.french import analyse


class Procedure(
    PublishedByService,
    TriedInPreview,
    WorkflowMixin,
    DraftStateMixin,
    LockableMixin,
    PreviewableMixin,
    RevisionMixin,
    ClusterableModel,
):
    """One entry of the referential: who does what, how it is asked for, by when it is answered.

    A live procedure has a service in charge and a legal regime (also a database constraint).
    """

    code = models.SlugField(
        "code", max_length=60, unique=True, help_text="Fait l’adresse publique."
    )
    title = models.CharField("intitulé", max_length=120)
    theme = models.ForeignKey(
        Theme, models.PROTECT, related_name="procedures", verbose_name="thème"
    )
    summary = models.CharField("en une phrase", max_length=200)
    description = RichTextField(
        "de quoi s’agit-il", features=["bold", "ol", "ul", "link"], blank=True
    )
    audience = models.TextField("qui peut demander", max_length=1000, blank=True)
    cost = models.CharField("coût", max_length=120, default="Gratuit")
    emergency = models.TextField(
        "en cas d’urgence", max_length=400, blank=True, help_text="Affiché avant le formulaire."
    )
    words = models.TextField(
        "mots des habitants", max_length=1000, blank=True, help_text="Un par ligne."
    )
    service = models.ForeignKey(
        "directory.Service",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="procedures",
        verbose_name="service responsable",
    )
    backup_officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="agent suppléant",
    )
    shared = models.BooleanField("proposée sur tous les sites", default=False)
    catch_all = models.BooleanField("reçoit ce qui n’entre nulle part", default=False)
    script = models.TextField("guide de l’accueil", max_length=4000, blank=True)
    acknowledge_days = models.PositiveSmallIntegerField("accuser réception sous", default=7)
    answer_delay = models.PositiveSmallIntegerField(
        "répondre sous", default=30, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    answer_unit = models.CharField(
        "unité", max_length=12, choices=DelayUnit, default=DelayUnit.WORKING_DAYS
    )
    silence = models.CharField("régime légal", max_length=6, choices=Silence, blank=True)
    silence_months = models.PositiveSmallIntegerField(
        "délai en mois", default=2, validators=[MinValueValidator(1), MaxValueValidator(24)]
    )
    legal_basis = models.CharField("fondement légal", max_length=300, blank=True)
    appeal_route = models.TextField("voies et délais de recours", max_length=2000, blank=True)
    confidential = models.BooleanField("confidentielle", default=False)
    for_whom = models.CharField(
        "pour qui peut-on la déposer",
        max_length=7,
        choices=ForWhom,
        default=ForWhom.OWN,
        help_text="Pour une autre personne\u00a0: le formulaire demande pour qui, et la prévient.",
    )
    sensitive = models.BooleanField(
        "bouton «\u00a0Quitter vite ce site\u00a0»",
        default=False,
        help_text="Pour les pages que quelqu’un d’autre ne doit pas surprendre, "
        "par exemple sur les violences.",
    )
    retention_months = models.PositiveSmallIntegerField("conservation active, en mois", default=24)
    archive_months = models.PositiveSmallIntegerField(
        "archivage intermédiaire, en mois", default=36
    )
    subject_field = models.SlugField(
        "champ qui résume la demande",
        max_length=60,
        blank=True,
        help_text="Sa réponse fait l’objet de la demande, sauf si la démarche est confidentielle.",
    )
    steps = FormStepsField(verbose_name="étapes du formulaire", blank=True)
    search_title = models.CharField(max_length=250, editable=False, blank=True)
    search_text = models.TextField(editable=False, blank=True)

    objects = ProcedureQuerySet.as_manager()

    class Meta:
        verbose_name = "démarche"
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(live=False) | (~Q(silence="") & Q(service__isnull=False)),
                name="live_procedure_has_service_and_regime",
            ),
            models.UniqueConstraint(
                fields=["catch_all"], condition=Q(catch_all=True), name="one_catch_all"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keeps the words searched up to date, and the form in force that of a live procedure.

        Raises SchemaError when a live procedure's form can't be used, PermissionDenied when the
        catch-all procedure would leave the catalogue.
        """
        self._keep_catch_all(leaving=not self.live)
        self.search_title = f" {analyse(self.title)} "[:250]
        others = (self.summary, self.words, self.theme.name)
        self.search_text = f"{self.search_title}{analyse(' '.join(others))} "
        with transaction.atomic():
            super().save(*args, **kwargs)
            if self.live and self.steps and not kwargs.get("update_fields"):
                self.put_in_force()

    def get_absolute_url(self) -> str:
        return reverse("procedure", args=[self.code])

    @property
    def state(self) -> str:
        """Where the procedure stands, in words; Wagtail's own costs a query per row."""
        if not self.live:
            return "Expirée" if self.expired else "Brouillon"
        return "En ligne, modifiée depuis" if self.has_unpublished_changes else "En ligne"

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        return [("", "Page"), ("formulaire", "Formulaire")]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The page or the whole form, step after step, as it would be published. Files nothing."""
        return preview.draw(request, self, mode_name)

    def refusals_of(self, draft: "Procedure") -> list[str]:
        return publishing.sentences(publishing.refusals(draft))

    def publish(
        self, revision: Revision, user: User | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """As `PublishedByService`; a proposal that waited is closed, and its author is told."""
        waiting = self.current_workflow_task_state
        super().publish(revision, user, *args, **kwargs)
        if waiting is not None and not self.workflow_in_progress:
            notices.overtaken(waiting, revision.as_object())

    def with_content_json(self, content: dict[str, Any]) -> "Procedure":
        """Wagtail's, with what belongs to the row and not to one of its revisions."""
        draft: Procedure = super().with_content_json(content)
        draft.live_revision_id = self.live_revision_id
        draft.last_published_at = self.last_published_at
        draft.expired = self.expired
        return draft

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Raises PermissionDenied for the catch-all procedure."""
        self._keep_catch_all(leaving=True)
        return super().delete(*args, **kwargs)

    def put_in_force(self) -> "FormVersion":
        """Freezes the form and makes it the one in force. Raises SchemaError."""
        version = FormVersion.objects.freeze(validation.check(schema_of(self.steps)))
        last = self.publications.in_force()
        if last is None or last.version_id != version.pk:
            self.publications.create(version=version)
        return version

    def _keep_catch_all(self, *, leaving: bool) -> None:
        if leaving and self.catch_all and Procedure.objects.filter(pk=self.pk, live=True).exists():
            message = (
                "« Autre demande » reste toujours publiée : ce qui n’entre nulle part y arrive."
            )
            raise PermissionDenied(message)
