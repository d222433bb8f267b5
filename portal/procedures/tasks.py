"""What the referential does by itself."""

from datetime import timedelta

from django.utils import timezone

from portal.procedures import schedule
from portal.tasks import periodic


@periodic.register("procedures.schedule", every=timedelta(minutes=2))
def keep_the_schedule() -> None:
    """Publish and withdraw the procedures whose hour has come."""
    schedule.keep(timezone.now())
