"""What every public page has in common."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page, Site

from home.blocks import ContentField
from portal.directory.models import Service

# Below what a page of text may be written.
ANYWHERE = ["home.HomePage", "home.ContentPage", "home.ThemePage"]


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

    above: list[Page] | None = None  # the pages between the first one and this, once known

    content_panels = [*Page.content_panels, FieldPanel("summary")]
    promote_panels = [FieldPanel(each) for each in ("slug", "seo_title", "search_description")]
    settings_panels = [*Page.settings_panels, FieldPanel("service")]

    class Meta:
        abstract = True

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `trail`, the pages from the site's first one down to this one's parent."""
        return super().get_context(request, *args, **kwargs) | {"trail": self.trail(request)}

    def trail(self, request: HttpRequest) -> list[Page]:
        """No query where the route has met those above on its way here."""
        site = Site.find_for_request(request)
        root = site.root_page if site else None
        if root is None or not self.path.startswith(root.path) or self.depth <= root.depth:
            return []
        between = self.above
        if between is None:
            between = list(self.get_ancestors().filter(depth__gt=root.depth))
        return [root, *(each for each in between if each.live)]

    @property
    def children(self) -> list[Page]:
        """The public pages right below, with their own sentences; one query and one per type.

        And one for the services whose address is their page's.
        """
        found = list(self.get_children().live().public().type(PublicPage).specific())
        spoken_of = [each for each in found if hasattr(type(each), "shown")]
        services = Service.objects.in_bulk({each.service_id for each in spoken_of} - {None})
        for each in spoken_of:
            each.service = services.get(each.service_id)
        return found


class WrittenPage(PublicPage):
    """A public page with a text in blocks."""

    body = ContentField(verbose_name="contenu", blank=True)

    content_panels = [*PublicPage.content_panels, FieldPanel("body")]
    parent_page_types = ANYWHERE
    template = "home/content_page.html"

    class Meta:
        abstract = True
