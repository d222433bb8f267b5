"""What the referential does by itself."""

from collections.abc import Sequence
from datetime import timedelta

from django.apps import apps
from django.db import transaction
from django.utils import timezone
from django_tasks import task
from wagtail.models import ReferenceIndex

from portal.procedures import schedule
from portal.tasks import periodic

BATCH = 50  # procedures that one task looks into: a second or two


@periodic.register("procedures.schedule", every=timedelta(minutes=2))
def keep_the_schedule() -> None:
    """Publish and withdraw the procedures whose hour has come."""
    schedule.keep(timezone.now())


def note_references(procedures: Sequence[int]) -> None:
    """Have what these procedures refer to noted for the admin, some of them per task."""
    for first in range(0, len(procedures), BATCH):
        index_references.enqueue(list(procedures[first : first + BATCH]))


@task
def index_references(procedures: list[int]) -> None:
    """What Wagtail does at each save, once for each of these procedures."""
    known = apps.get_model("procedures", "Procedure").objects.filter(pk__in=procedures)
    with transaction.atomic():
        for procedure in known:
            ReferenceIndex.create_or_update_for_object(procedure)
