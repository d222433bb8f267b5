"""Fresh archives, once a day."""

from datetime import timedelta

from django.conf import settings
from django_tasks import task

from home.state_sheets.fetching import NotFetched, fetch
from home.state_sheets.models import Audience
from portal.tasks import periodic
from portal.tasks.retry import retrying


@periodic.register("state_sheets.fetch", every=timedelta(days=1))
def fetch_all() -> None:
    """Ask for the archive of each audience that the settings give an address for."""
    for audience in Audience.values:
        if settings.STATE_SHEETS_URLS.get(audience):
            fetch_one.enqueue(audience)


@task()
@retrying(during=timedelta(hours=12), on=NotFetched)
def fetch_one(audience: str) -> None:
    """Run twice, it finds nothing new."""
    fetch(Audience(audience))
