"""The numbers of the territory whose site is read."""

from django.http import HttpRequest

from portal.directory.public_holidays import Territory
from portal.directory.sites import organisation_of
from search.danger.numbers import Emergency, numbers_for
from search.danger.reading import dangers


def emergencies_here(request: HttpRequest, text: str) -> tuple[Emergency, ...]:
    """As `emergencies`, where the organisation of the site is; no query without danger."""
    found = dangers(text)
    if not found:
        return ()
    organisation = organisation_of(request)
    return numbers_for(found, organisation.territory if organisation else Territory.METROPOLE)
