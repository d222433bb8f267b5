"""The addresses to which a page leads: in its texts, its blocks and its fields."""

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, ReferenceIndex

LONGEST = 1000
MOST = 300  # links of one page


def links_of(page: Page) -> list[str]:
    """Without their fragments; pages and documents of the site as `/page:12`, `/document:3`."""
    texts = _texts(page.specific.serializable_data())
    found = {clean for text in texts for raw in _addresses(text) if (clean := _clean(raw))}
    chosen = ReferenceIndex.get_references_for_object(page)
    pages = chosen.filter(to_content_type=ContentType.objects.get_for_model(Page))
    found |= {f"/page:{each}" for each in pages.values_list("to_object_id", flat=True)}
    return sorted(found)[:MOST]


def _texts(value: Any) -> Iterator[str]:
    """Every piece of text of what a revision would keep, where blocks are written as JSON."""
    if isinstance(value, str):
        if value.startswith(("[", "{")) and (blocks := _read(value)) is not None:
            yield from _texts(blocks)
        else:
            yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _addresses(text: str) -> Iterator[str]:
    if text.startswith(("http://", "https://")) and " " not in text:
        yield text
    elif "<a" in text:
        yield from _Anchors(text).found


def _clean(raw: str) -> str:
    address = raw.strip().partition("#")[0]
    internal = address.startswith("/") and not address.startswith("//")
    if len(address) > LONGEST or not (internal or address.startswith(("http://", "https://"))):
        return ""
    return address


class _Anchors(HTMLParser):
    """The addresses of the links of a text as the editor stores it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag != "a":
            return
        if given.get("linktype") in {"page", "document"} and given.get("id", "").isdecimal():
            self.found.append(f"/{given['linktype']}:{given['id']}")
        elif "href" in given:
            self.found.append(given["href"])
