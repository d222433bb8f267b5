"""Parts of a public page kept drawn, where the page itself has to be drawn each time."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from home.page_cache import versions


@dataclass(frozen=True)
class Fragments:
    """What a template says to `{% cache fragments.seconds name fragments.key %}`."""

    seconds: int
    key: str


def fragments(request: HttpRequest, *of: Any) -> Fragments:
    """Kept for as long as nothing changes that pages show, for these values; a preview keeps none.

    No more values than pages of ours: whatever anybody may invent would fill the cache.
    """
    if getattr(request, "is_preview", False):
        return Fragments(0, "")
    return Fragments(settings.PAGE_CACHE_SECONDS, f"{versions.current()} {of}")
