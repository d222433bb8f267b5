"""Free text leads into the guides: which of them somebody's words mean."""

from dataclasses import dataclass

from portal.directory.models import Organisation
from search.guides.matching import Phrases
from search.guides.models import Guide

MOST = 3
CLOSE_ENOUGH = 0.5


@dataclass(frozen=True)
class Entrance:
    """A guide that may be what is meant."""

    code: str
    title: str
    summary: str
    url: str


def entrances_for(
    typed: str, organisation: Organisation | None = None, *, most: int = MOST
) -> list[Entrance]:
    """The guides that a text means, best first; none when no guide says its words. One query."""
    if not typed.strip():
        return []
    rows = Guide.objects.live().for_site_of(organisation).defer("nodes")
    guides = {guide.pk: guide for guide in rows}
    close = Phrases.of({pk: guide.phrases for pk, guide in guides.items()}).close_to(typed)
    enough = [pk for pk, share in close.items() if share >= CLOSE_ENOUGH]
    best = sorted(enough, key=lambda pk: (-close[pk], guides[pk].order, pk))
    return [entrance(guides[pk]) for pk in best[:most]]


def entrance(guide: Guide) -> Entrance:
    return Entrance(guide.code, guide.title, guide.summary, guide.get_absolute_url())
