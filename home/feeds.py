"""The news of a site as feeds, for readers of feeds."""

import re
from datetime import datetime, time
from typing import Any, cast

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed
from django.utils.timezone import make_aware
from wagtail.models import Site

from home.models import NewsPage
from portal.accounts.access import public
from portal.directory.sites import organisation_of
from portal.ui.identity import Identity

MOST = 20  # news in a feed
# What XML can't carry, pasted with a text: Django would refuse to write the whole feed.
UNWRITABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class NewsFeed(Feed[NewsPage, Site]):
    """RSS: the newest of the site that is asked for."""

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Site:
        self.request, site = request, Site.find_for_request(request)
        if site is None:
            raise Http404
        return cast(Site, site)

    def title(self, _site: Site) -> str:
        return f"{Identity.of(organisation_of(self.request)).name}\u00a0: actualités"

    def link(self, _site: Site) -> str:
        return "/"

    def description(self, site: Site) -> str:
        return self.title(site)

    def items(self, site: Site) -> list[NewsPage]:
        return list(NewsPage.objects.newest_below(site.root_page)[:MOST])

    def item_title(self, item: NewsPage) -> str:
        return UNWRITABLE.sub(" ", item.title)

    def item_description(self, item: NewsPage) -> str:
        return UNWRITABLE.sub(" ", item.summary)

    def item_link(self, item: NewsPage) -> str:
        return str(item.get_url(self.request))

    def item_pubdate(self, item: NewsPage) -> datetime:
        return make_aware(datetime.combine(item.published_on, time(0)))

    def item_updateddate(self, item: NewsPage) -> datetime:
        return item.last_published_at or self.item_pubdate(item)


class AtomNewsFeed(NewsFeed):
    """The same, as Atom."""

    feed_type = Atom1Feed
    subtitle = NewsFeed.description


@public
def news_rss(request: HttpRequest) -> HttpResponse:
    return NewsFeed()(request)


@public
def news_atom(request: HttpRequest) -> HttpResponse:
    return AtomNewsFeed()(request)
