"""The home page of a site."""

from itertools import accumulate
from typing import Any, Self

from django.db import models
from django.http import Http404, HttpRequest
from django.utils.functional import cached_property
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.models import Orderable, Page, Site
from wagtail.url_routing import RouteResult

from home.models.base import PublicPage
from home.models.events import EventPage, today
from home.models.news import NewsPage
from home.page_cache.fragments import fragments
from home.reception import ways
from portal.directory.models import Service
from portal.procedures.models import Procedure

DEEPEST = 12  # levels of an address
FEW = 3  # news, and events, on the first page


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

    @classmethod
    def of_site(cls, request: HttpRequest) -> Self | None:
        site = Site.find_for_request(request)
        return cls.objects.filter(pk=site.root_page_id).first() if site else None

    def route(self, request: HttpRequest, path_components: list[str]) -> RouteResult:
        """Finds the page and those above it in one query, however deep it is."""
        if not path_components:
            return super().route(request, path_components)
        if len(path_components) > DEEPEST:
            raise Http404
        addresses = list(
            accumulate((f"{each}/" for each in path_components), initial=self.url_path)
        )
        found = self.get_descendants().filter(slug__in=path_components, url_path__in=addresses)
        *above, page = found.order_by("depth") or [None]
        if page is None or page.url_path != addresses[-1]:
            raise Http404
        if not issubclass(page.specific_class or Page, PublicPage):
            return page.specific.route(request, [])
        rows = page.specific_class.objects.select_related("service")  # of whom the page speaks
        page = rows.get(pk=page.pk)
        page.above = above
        return page.route(request, [])

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds how to reach the reception (`home.reception.ways`), and what is kept drawn.

        That is `cards`, `words` (asked procedures with a short word), a few `news` and `events`:
        functions, called only when the fragment isn't there.
        """
        day = today(request)
        return super().get_context(request, *args, **kwargs) | {
            "fragments": fragments(request, self.pk, day),
            "cards": self.cards,
            "words": lambda: [each for each in self.featured if each.word],
            "news": lambda: NewsPage.objects.newest_below(self)[:FEW],
            "events": lambda: EventPage.objects.upcoming_below(self, day)[:FEW],
            **ways(request, self.reception_id),
        }

    @cached_property
    def featured(self) -> list["AskedProcedure"]:
        """What the editor put forward and is online."""
        return [each for each in self.asked.select_related("procedure") if each.procedure.live]

    def cards(self) -> list[Procedure]:
        """The procedures put forward, in the editor's order, and always the catch-all last."""
        asked = [each.procedure for each in self.featured if not each.procedure.catch_all]
        return [*asked, *Procedure.objects.live().filter(catch_all=True)]


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
