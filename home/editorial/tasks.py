"""What keeps pages true by itself."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from home.editorial import links, reviews, schedule
from portal.tasks import periodic

PAGES = 100  # looked at in one run


@periodic.register("pages.schedule", every=timedelta(minutes=1))
def keep_the_schedule() -> None:
    """Publish and withdraw the pages whose hour has come."""
    schedule.keep(timezone.now())


@periodic.register("pages.upkeep", every=timedelta(minutes=10))
def look_at_what_was_published() -> None:
    """Date the next reading of what was just published, and gather its links."""
    now = timezone.now()
    links.forget_withdrawn()
    for page in reviews.unseen()[:PAGES]:
        with transaction.atomic():
            links.gather(page, now)
            reviews.begin_again(page, timezone.localdate(now))


@periodic.register("pages.links", every=timedelta(minutes=5))
def try_links() -> None:
    links.check_some(timezone.now())


@periodic.register("pages.reviews", every=timedelta(hours=1))
def remind() -> None:
    reviews.remind(timezone.localdate())
