"""The State's sheets in the index: one document per code, whatever the audiences it speaks to."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import groupby
from typing import Final

from django.utils import timezone

from home.state_sheets.models import Sheet
from home.state_sheets.words import text
from search.index.models import Kind
from search.index.sources import Content

TOO_OLD: Final = timedelta(days=365)
BODY: Final = ("body", "online")
OLD_WEIGHT: Final = 0.8  # below a local page that says as much


class StateSheets:
    """Sheets and folders; resources (addresses, forms, letters) are reached from them."""

    kind = Kind.STATE_SHEET

    def keys(self) -> Iterator[str]:
        codes = Sheet.objects.exclude(code__startswith="R").values_list("code", flat=True)
        # All at once: SQLite refuses to write while a half-read list is behind what others wrote.
        return iter(codes.order_by("code").distinct())

    def read(self, keys: Iterable[str]) -> Iterator[Content]:
        sheets = Sheet.objects.filter(code__in=list(keys)).exclude(code__startswith="R")
        ordered = sheets.defer("text").order_by("code", "pk")
        for code, editions in groupby(ordered, key=lambda sheet: sheet.code):
            yield _content(code, list(editions))


def _content(code: str, editions: list[Sheet]) -> Content:
    """Shown as its first edition; found by what all of them say."""
    first = editions[0]
    return Content(
        kind=Kind.STATE_SHEET,
        key=code,
        url=first.get_absolute_url(),
        title=first.title,
        summary=first.description,
        words=_joined(title for sheet in editions for _code, title in sheet.breadcrumb),
        headings=_joined(sheet.headings for sheet in editions),
        body=_joined(_body(sheet) for sheet in editions),
        dated=first.modified_on,
        weight=_weight(first),
    )


def _body(sheet: Sheet) -> str:
    """The text and the forms; words explained, addresses and notices blur what it is about."""
    return text({name: sheet.content[name] for name in BODY if name in sheet.content})


def _joined(texts: Iterable[str]) -> str:
    """Each text once."""
    return "\n".join(dict.fromkeys(texts))


def _weight(sheet: Sheet) -> float:
    too_old = sheet.modified_on and sheet.modified_on < timezone.localdate() - TOO_OLD
    return OLD_WEIGHT if too_old else 1.0
