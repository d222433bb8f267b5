"""What the cache forgets by itself."""

from datetime import timedelta

from django.utils import timezone

from home.page_cache.models import Purge
from portal.tasks import periodic

MANY = 200  # rows, below which counting them costs nothing
OLD = timedelta(hours=1)


@periodic.register("page_cache.prune", every=timedelta(hours=1))
def prune() -> None:
    """Old rows go, which purges once more; the last one stays, so that numbers are never reused."""
    if Purge.objects.count() > MANY:
        last = Purge.objects.latest("pk")
        Purge.objects.filter(at__lt=timezone.now() - OLD).exclude(pk=last.pk).delete()
