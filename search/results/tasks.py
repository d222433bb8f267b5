"""Periodic jobs of the search pages."""

from datetime import timedelta

from portal.tasks import periodic
from search.results import phrases, remembering


@periodic.register("search.phrases", every=timedelta(minutes=10))
def refresh_phrases() -> None:
    """Propose what was just published, and no longer what is gone."""
    phrases.refresh()


@periodic.register("search.forget", every=timedelta(days=1))
def forget_searches() -> None:
    """What is remembered of searches goes away by itself."""
    remembering.forget_old()
