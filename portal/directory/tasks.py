"""What the directory does in the background."""

from django_tasks import task

from portal.directory.handing_over import finish
from portal.directory.models import Departure


@task
def finish_departure(pk: int) -> None:
    """Hand over what an agent who left still holds; run twice, it goes on where it stopped."""
    finish(Departure.objects.get(pk=pk))
