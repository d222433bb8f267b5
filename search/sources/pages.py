"""Public pages in the index: those that anybody may read, on the site that they belong to."""

from collections.abc import Iterable, Iterator

from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page, get_page_models
from wagtail.query import PageQuerySet

from home.editorial.keeping import public_pages
from home.models import HomePage, PublicPage
from portal.directory.models import Organisation
from search.index.models import Kind
from search.index.sources import Content


class Pages:
    """Titles, sentence, headings and blocks, as Wagtail's own search reads them."""

    kind = Kind.PAGE

    def keys(self) -> Iterator[str]:
        return (str(pk) for pk in _findable().order_by().values_list("pk", flat=True))

    def read(self, keys: Iterable[str]) -> Iterator[Content]:
        owners = dict(Organisation.objects.exclude(site=None).values_list("site", "pk"))
        for page in _findable().filter(pk__in=list(keys)).specific():
            parts = page.get_url_parts()
            if parts and parts[2]:
                yield _content(page, url=parts[2], organisation_id=owners.get(parts[0]))


def page_types() -> list[type[Page]]:
    """Every type of public page; a home page leads elsewhere and is not one to be found."""
    types = [model for model in get_page_models() if issubclass(model, PublicPage)]
    return [model for model in types if not issubclass(model, HomePage)]


def _findable() -> PageQuerySet:
    found: PageQuerySet = public_pages().type(*page_types())
    return found


def _content(page: Page, *, url: str, organisation_id: int | None) -> Content:
    headings, texts = _texts(page)
    published = page.last_published_at
    return Content(
        kind=Kind.PAGE,
        key=str(page.pk),
        url=url,
        title=page.title,
        summary=page.summary,
        words=page.search_description,
        headings="\n".join(headings),
        body="\n".join(texts),
        organisation_id=organisation_id,
        theme_id=getattr(page, "theme_id", None),
        dated=published.date() if published else None,
    )


def _texts(page: Page) -> tuple[list[str], list[str]]:
    """The headings among the blocks, and all other words, as Wagtail would index them."""
    headings: list[str] = []
    texts: list[str] = []
    for field in page._meta.get_fields():
        if isinstance(field, StreamField):
            for child in field.value_from_object(page):
                found = headings if child.block_type == "heading" else texts
                found.extend(map(str, child.block.get_searchable_content(child.value)))
        elif isinstance(field, RichTextField):
            texts.extend(field.get_searchable_content(field.value_from_object(page)))
    return headings, texts
