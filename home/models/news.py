"""News, the newest first."""

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.panels import FieldPanel
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet

from home.models.base import PublicPage, WrittenPage
from home.page_cache.routes import means_cursor
from portal.ui.keyset import Keyset

ORDER = ("-published_on", "-pk")
SIZE = 10  # news on a page


class NewsQuerySet(PageQuerySet["NewsPage"]):
    def newest_below(self, page: Page) -> "NewsQuerySet":
        """What anybody may read below a page, the newest first."""
        return self.descendant_of(page).live().public().order_by(*ORDER)


class NewsIndexPage(PublicPage):
    """The news of a site, paged, with their feeds."""

    parent_page_types = ["home.HomePage"]
    subpage_types = ["home.NewsPage"]
    max_count_per_parent = 1
    template = "home/news_index_page.html"

    class Meta:
        verbose_name = "liste des actualités"
        verbose_name_plural = "listes des actualités"

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Adds `news`, a page by key."""
        found = NewsPage.objects.newest_below(self)
        news = Keyset(found, ORDER).page(request.GET, SIZE)
        means_cursor(request, news)
        return super().get_context(request, *args, **kwargs) | {"news": news}


class NewsPage(WrittenPage):
    """One piece of news."""

    published_on = models.DateField("date", default=timezone.localdate)

    objects = PageManager.from_queryset(NewsQuerySet)()

    content_panels = [
        *WrittenPage.content_panels[:1],
        FieldPanel("published_on"),
        *WrittenPage.content_panels[1:],
    ]
    parent_page_types = ["home.NewsIndexPage"]
    subpage_types: list[str] = []
    template = "home/news_page.html"

    class Meta:
        verbose_name = "actualité"
