"""Pages that nobody finds: no menu, page or block leads to them."""

from urllib.parse import urlsplit

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.models import Page, ReferenceIndex, Site

from home.editorial.keeping import public_pages
from home.editorial.models import Link
from home.legal import PAGES as IN_THE_FOOTER
from home.models import (
    ContentPage,
    EventsPage,
    NewsIndexPage,
    PlacesPage,
    PublicationsPage,
    ServicePage,
    SiteSettings,
    ThemePage,
)

MOST = 500  # shown
# They show what is below them; the directory leads to services, the first page to news and events.
LISTING = (ContentPage, EventsPage, NewsIndexPage, PlacesPage, PublicationsPage, ThemePage)
FOUND = (ServicePage, EventsPage, NewsIndexPage)


def orphans(among: "QuerySet[Page] | None" = None) -> list[Page]:
    """The public pages that nothing leads to: neither listed, chosen somewhere nor written.

    `among`: the only ones looked at, so that MOST counts those of whoever asks.
    """
    pages = ContentType.objects.get_for_model(Page)
    leads = Q(base_content_type=pages) | Q(base_content_type__app_label="home")
    chosen = ReferenceIndex.objects.filter(
        leads, to_content_type=pages, to_object_id=Cast(OuterRef("pk"), CharField())
    )
    alone = public_pages().not_type(*FOUND).filter(~Exists(chosen))
    alone = alone.exclude(slug__in=IN_THE_FOOTER).exclude(pk__in=Site.objects.values("root_page"))
    alone = alone.exclude(pk__in=in_menus())
    if among is not None:
        alone = alone.filter(pk__in=among.order_by().values("pk"))
    listing = set(public_pages().type(*LISTING).values_list("path", flat=True))
    links = Link.objects.filter(internal=True).values_list("url", flat=True)
    written = {urlsplit(url).path for url in links}  # /page:12 for a page chosen in a text
    rows = alone.order_by("title", "pk").values_list("pk", "path")
    unlisted = [pk for pk, path in rows if path[: -Page.steplen] not in listing][:MOST]
    pages = Page.objects.filter(pk__in=unlisted).order_by("title", "pk").specific()
    return [page for page in pages if not written & addresses_of(page)]


def in_menus() -> set[int]:
    """Those that a site's menu or footer names, read where they are: what Wagtail keeps of who
    refers to whom comes by tasks, and may be missing."""
    found: set[int] = set()
    for each in SiteSettings.objects.all():
        columns = (column["value"]["links"] for column in each.footer.raw_data)
        links = [*each.menu.raw_data, *(link for column in columns for link in column)]
        found |= {link["value"]["page"] for link in links if link["value"]["page"]}
    return found


def addresses_of(page: Page) -> set[str]:
    """How texts name it."""
    return {f"/page:{page.pk}", urlsplit(page.url or "").path}
