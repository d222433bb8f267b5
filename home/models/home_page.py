"""The home page of a site."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable

from home.models.base import PublicPage
from portal.directory.closed import closed_service
from portal.directory.models import Service
from portal.procedures.models import Procedure
from portal.ui.lasting import lasts_until


class HomePage(PublicPage):
    """What a site opens with: search first, the most-asked procedures, and people to talk to."""

    question = models.CharField("question", max_length=80, default="De quoi avez-vous besoin ?")
    example = models.CharField(
        "exemple de recherche", max_length=80, default="Par exemple : j’ai perdu mon travail"
    )
    reception = models.ForeignKey(
        Service,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="service d’accueil",
        help_text="Ses horaires et son téléphone sont affichés en bas de page.",
    )

    content_panels = [
        *PublicPage.content_panels,
        FieldPanel("question"),
        FieldPanel("example"),
        FieldPanel("reception"),
        InlinePanel("asked", label="Démarche mise en avant", max_num=12),
    ]
    parent_page_types = ["wagtailcore.Page"]
    template = "home/home_page.html"

    class Meta:
        verbose_name = "page d’accueil"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `cards`, `words` (asked procedures with a short word), `reception`, `hours`."""
        now = timezone.now()
        services = Service.objects.with_contact()
        reception = services.filter(pk=self.reception_id).first() if self.reception_id else None
        if reception:
            lasts_until(request, reception.schedule().lasts_until(now))
        asked = [each for each in self.asked.select_related("procedure") if each.procedure.live]
        return super().get_context(request, *args, **kwargs) | {
            "cards": self.cards(asked),
            "words": [each for each in asked if each.word],
            "reception": reception,
            "hours": reception.schedule().status(now) if reception else None,
            "closed": closed_service(reception) if reception else None,
        }

    def cards(self, asked: list["AskedProcedure"]) -> list[Procedure]:
        """The procedures put forward, in the editor's order, and always the catch-all last."""
        featured = [each.procedure for each in asked if not each.procedure.catch_all]
        return [*featured, *Procedure.objects.live().filter(catch_all=True)]


class AskedProcedure(Orderable):
    """A procedure put forward on a home page, with the short word that people use for it."""

    page = ParentalKey(HomePage, on_delete=models.CASCADE, related_name="asked")
    procedure = models.ForeignKey(
        Procedure, models.CASCADE, related_name="featured_on", verbose_name="démarche"
    )
    word = models.CharField(
        "mot court", max_length=30, blank=True, help_text="Affiché sous la recherche."
    )

    class Meta(Orderable.Meta):
        verbose_name = "démarche mise en avant"

    def __str__(self) -> str:
        return self.word or str(self.procedure)
