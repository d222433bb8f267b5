"""A guide that an editor writes, and its structure as it was published."""

from typing import Any

from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin

from portal.directory.models import Service
from portal.procedures.drafts import TriedInPreview
from portal.procedures.models import Theme
from search.guides import blocks, publishing
from search.guides.models.kept import KeptByService
from search.guides.querysets import GuideQuerySet, GuideVersionQuerySet
from search.guides.structure import Structure


class Guide(
    KeptByService, TriedInPreview, PreviewableMixin, DraftStateMixin, RevisionMixin, models.Model
):
    """A need, the short questions that make it clear, and where each answer leads.

    Invariant: what is live has a version, of which every way ends somewhere.
    """

    code = models.SlugField(
        "code", max_length=60, unique=True, help_text="Fait l’adresse publique."
    )
    title = models.CharField("besoin", max_length=120, help_text="Comme le dit la personne.")
    theme = models.ForeignKey(Theme, models.PROTECT, related_name="guides", verbose_name="thème")
    summary = models.CharField("en une phrase", max_length=200, blank=True)
    words = models.TextField(
        "mots des habitants",
        max_length=2000,
        blank=True,
        help_text="Une expression par ligne\u00a0: j’ai perdu mon travail.",
    )
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        related_name="guides",
        verbose_name="service qui le tient à jour",
        help_text="Et qui répond quand une étape a disparu.",
    )
    shared = models.BooleanField("proposé sur tous les sites", default=True)
    order = models.PositiveSmallIntegerField("ordre dans le thème", default=100)
    nodes = blocks.NodesField(verbose_name="questions et fins", blank=True)

    objects = GuideQuerySet.as_manager()

    class Meta:
        verbose_name = "guide d’orientation"
        verbose_name_plural = "guides d’orientation"
        ordering = ["theme__order", "order", "title", "pk"]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A live guide's version is always the one that its row says."""
        with transaction.atomic():
            super().save(*args, **kwargs)
            if self.live and not kwargs.get("update_fields"):
                self.put_in_force()

    def get_absolute_url(self) -> str:
        return reverse("guide", args=[self.code])

    @property
    def structure(self) -> Structure:
        """That of the row, or of the draft that this instance was made of."""
        return blocks.compiled(self.nodes)

    @property
    def figures(self) -> list[Any]:
        """What its editor reads of how it serves (search.guides.counting.Row)."""
        from search.guides import counting  # noqa: PLC0415 (it reads what models hold)

        return counting.figures(self)

    @property
    def phrases(self) -> list[str]:
        """What people may say to mean it, its title first."""
        lines = [self.title, *self.words.splitlines()]
        return [line.strip() for line in lines if line.strip()]

    @property
    def preview_modes(self) -> list[tuple[str, str]]:
        return [("", "Essai"), ("dessin", "Dessin")]

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The draft, tried question by question or drawn as a tree. Counts nothing."""
        from search.guides import preview  # noqa: PLC0415 (it draws what models hold)

        return preview.draw(request, self, mode_name)

    def refusals_of(self, draft: "Guide") -> list[str]:
        return publishing.refusals(draft)

    def put_in_force(self) -> "GuideVersion":
        """Freezes the structure, unless it is that of the last version."""
        structure, last = self.structure, self.versions.last()
        if last is not None and last.structure == structure:
            return last
        return self.versions.create(nodes=structure.written())


class GuideVersion(models.Model):
    """A guide's structure as it stood from one day on; the last one is what people walk."""

    guide = models.ForeignKey(Guide, models.CASCADE, related_name="versions")
    nodes = models.JSONField()
    published_at = models.DateTimeField("publiée le", auto_now_add=True)

    objects = GuideVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "version d’un guide"
        verbose_name_plural = "versions des guides"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.guide_id} v{self.pk}"

    @cached_property
    def structure(self) -> Structure:
        return Structure.read(self.nodes)
