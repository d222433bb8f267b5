"""What every public page has in common."""

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page

from home.blocks import ContentField
from portal.directory.models import Service


class PublicPage(Page):
    """A page that anybody reads: one sentence that sums it up, and the service that keeps it true.

    The sentence leads the page, describes it to search engines and stands under its title in lists.
    """

    summary = models.CharField(
        "en une phrase", max_length=240, blank=True, help_text="Lue dans les listes et en tête."
    )
    service = models.ForeignKey(
        Service,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="service",
        help_text="Celui qui tient cette page à jour.",
    )

    content_panels = [*Page.content_panels, FieldPanel("summary")]
    promote_panels = [FieldPanel(each) for each in ("slug", "seo_title", "search_description")]
    settings_panels = [*Page.settings_panels, FieldPanel("service")]

    class Meta:
        abstract = True


class WrittenPage(PublicPage):
    """A public page with a text in blocks."""

    body = ContentField(verbose_name="contenu", blank=True)

    content_panels = [*PublicPage.content_panels, FieldPanel("body")]
    template = "home/content_page.html"

    class Meta:
        abstract = True
