"""Documents to read: minutes, budgets, magazines."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.models import Orderable

from home.models.base import WrittenPage
from portal.media.models import PortalDocument

MOST = 100  # documents on one page: a page a year, say, holds more


class PublicationsPage(WrittenPage):
    """A list of documents, the newest first, each with its format and its weight."""

    content_panels = [
        *WrittenPage.content_panels,
        InlinePanel("publications", heading="Documents", label="Document", max_num=MOST),
    ]
    template = "home/publications_page.html"

    class Meta:
        verbose_name = "page de publications"
        verbose_name_plural = "pages de publications"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `publications` and `below`."""
        listed = self.publications.select_related("document")
        return super().get_context(request, *args, **kwargs) | {
            "publications": sorted(listed, key=lambda each: each.published_on, reverse=True),
            "below": self.children if self.numchild else [],
        }


class Publication(Orderable):
    """One document of such a page."""

    page = ParentalKey(PublicationsPage, on_delete=models.CASCADE, related_name="publications")
    document = models.ForeignKey(
        PortalDocument, models.CASCADE, related_name="+", verbose_name="document"
    )
    title = models.CharField(
        "titre", max_length=160, blank=True, help_text="Vide\u00a0: celui du document."
    )
    published_on = models.DateField("date", default=timezone.localdate)

    panels = [
        FieldPanel("document"),
        FieldRowPanel([FieldPanel("title"), FieldPanel("published_on")]),
    ]

    class Meta(Orderable.Meta):
        verbose_name = "document publié"
        verbose_name_plural = "documents publiés"

    def __str__(self) -> str:
        return self.title or self.document.title
