"""Reminding those who keep a sheet that it is to be read again; forgetting what has served."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from home.knowledge import notices
from home.knowledge.models import KeptAnswer, KnowledgePage
from portal.directory.querysets import ABOVE
from portal.tasks.periodic import register

SETTLED = timedelta(days=30)  # for which a kept answer outlives what became of it


@register("knowledge.forget_answers", every=timedelta(days=1))
def forget_answers() -> None:
    """Answers left out or taken up by a sheet go: whoever kept them may have missed a name."""
    before = timezone.now() - SETTLED
    taken_up = Q(sheet__isnull=False, kept_on__lt=timezone.localdate(before))
    KeptAnswer.objects.filter(Q(dropped_at__lt=before) | taken_up).delete()


@register("knowledge.remind_to_review", every=timedelta(days=1))
def remind_to_review() -> None:
    """One e-mail per sheet and date of review: run again, it writes to nobody."""
    above = [f"service__{name}" for name in ABOVE]
    overdue = KnowledgePage.objects.to_review(timezone.localdate())
    for sheet in overdue.select_related("kept_by", "service", *above):
        notices.to_review(sheet)
