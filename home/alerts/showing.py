"""Which alerts a page shows now: no query of its own while nothing changes."""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils import timezone

from home.alerts.models import Alert
from home.page_cache import versions

KEPT = timedelta(hours=1)
MOST = 50


def alerts_for(organisation: int | None) -> tuple[list[Alert], datetime | None]:
    """Those to show on a site, and when that changes (None: nothing is planned)."""
    now = timezone.now()
    planned = [each for each in _planned() if each.organisation_id in {None, organisation}]
    shown = [each for each in planned if each.since <= now < each.until]
    edges = [edge for each in planned for edge in (each.since, each.until) if edge > now]
    return shown, min(edges, default=None)


def _planned() -> list[Alert]:
    """Whatever isn't over, of all sites; kept under the version, so that a new one is seen."""
    key = f"alerts:{versions.current()}"
    found: list[Alert] | None = cache.get(key)
    if found is None:
        found = list(Alert.objects.to_come(timezone.now())[:MOST])
        cache.set(key, found, KEPT.total_seconds())
    return found
