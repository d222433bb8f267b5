"""Reminding those who keep a sheet that it is to be read again; forgetting what has served."""

from datetime import timedelta

from django.db.models import Q
from django.utils import timezone

from home.knowledge import notices
from home.knowledge.models import KeptAnswer, KnowledgePage
from portal.directory.querysets import ABOVE
from portal.tasks.periodic import register

SETTLED = timedelta(days=30)  # once left out; from its own day, once a sheet holds it
WAITED = timedelta(days=365)  # for which one waits to be read by those who write


@register("knowledge.forget_answers", every=timedelta(days=1))
def forget_answers() -> None:
    """Answers go, used or not: whoever kept them may have missed a name."""
    now = timezone.now()
    taken_up = Q(sheet__isnull=False, kept_on__lt=timezone.localdate(now - SETTLED))
    forgotten = Q(kept_on__lt=timezone.localdate(now - WAITED))
    KeptAnswer.objects.filter(Q(dropped_at__lt=now - SETTLED) | taken_up | forgotten).delete()


@register("knowledge.remind_to_review", every=timedelta(days=1))
def remind_to_review() -> None:
    """One e-mail per sheet and date of review: run again, it writes to nobody."""
    above = [f"service__{name}" for name in ABOVE]
    overdue = KnowledgePage.objects.to_review(timezone.localdate())
    for sheet in overdue.select_related("kept_by", "service", *above):
        notices.to_review(sheet)
