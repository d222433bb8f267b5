"""Until when what a page says stays true: told while it is drawn, read by what keeps pages."""

from datetime import datetime

from django.http import HttpRequest

KEPT = "_lasts_until"


def lasts_until(request: HttpRequest, moment: datetime | None) -> None:
    """The page says something that changes at that moment; the soonest told counts."""
    if moment is None:
        return
    told = told_until(request)
    setattr(request, KEPT, min(moment, told) if told else moment)


def told_until(request: HttpRequest) -> datetime | None:
    """The soonest moment told; None when nothing of the page changes by itself."""
    found: datetime | None = getattr(request, KEPT, None)
    return found
