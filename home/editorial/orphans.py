"""Pages that nobody finds: no menu, page or block leads to them."""

from urllib.parse import urlsplit

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast
from wagtail.models import Page, ReferenceIndex, Site, get_page_models

from home.editorial.keeping import public_pages
from home.editorial.models import Link
from home.legal import PAGES as IN_THE_FOOTER

MOST = 500  # shown
LISTS = "lists_its_pages"


def orphans() -> list[Page]:
    """The public pages that nothing leads to: neither chosen somewhere nor written in a text.

    Pages that stand just below the first page of a site are in its map and, for those that the law
    wants, in the footer; a type that lists what is below it says so (`lists_its_pages`).
    """
    pages = ContentType.objects.get_for_model(Page)
    leads = Q(base_content_type=pages) | Q(base_content_type__app_label="home")
    chosen = ReferenceIndex.objects.filter(
        leads, to_content_type=pages, to_object_id=Cast(OuterRef("pk"), CharField())
    )
    alone = public_pages().filter(~Exists(chosen)).exclude(slug__in=IN_THE_FOOTER)
    alone = alone.exclude(pk__in=Site.objects.values("root_page"))
    written = {urlsplit(url).path for url in _written()}  # /page:12 for a page chosen in a text
    listing = _listing()
    return [
        page
        for page in alone.order_by("title", "pk").specific()[:MOST]
        if page.path[: -page.steplen] not in listing and not written & addresses_of(page)
    ]


def addresses_of(page: Page) -> set[str]:
    """How texts name it."""
    return {f"/page:{page.pk}", urlsplit(page.url or "").path}


def _written() -> list[str]:
    return list(Link.objects.filter(internal=True).values_list("url", flat=True))


def _listing() -> set[str]:
    """The paths of the pages whose type shows what is below them."""
    types = [model for model in get_page_models() if getattr(model, LISTS, False)]
    return set(public_pages().type(*types).values_list("path", flat=True)) if types else set()
