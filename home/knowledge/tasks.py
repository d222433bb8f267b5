"""Reminding those who keep a sheet that it is to be read again."""

from datetime import timedelta

from django.utils import timezone

from home.knowledge import notices
from home.knowledge.models import KnowledgePage
from portal.directory.querysets import ABOVE
from portal.tasks.periodic import register


@register("knowledge.remind_to_review", every=timedelta(days=1))
def remind_to_review() -> None:
    """One e-mail per sheet and date of review: run again, it writes to nobody."""
    above = [f"service__{name}" for name in ABOVE]
    overdue = KnowledgePage.objects.to_review(timezone.localdate())
    for sheet in overdue.select_related("kept_by", "service", *above):
        notices.to_review(sheet)
