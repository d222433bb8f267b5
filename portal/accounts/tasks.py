"""What is forgotten of sign-ins, and when."""

from datetime import timedelta

from axes.models import AccessAttempt, AccessLog
from django.contrib.sessions.models import Session
from django.utils import timezone

from portal.accounts import throttle
from portal.tasks.periodic import register

SIGN_INS_KEPT = timedelta(days=180)  # CNIL: six months to a year of access logs


@register("accounts.forget", every=timedelta(hours=6))
def forget() -> None:
    """Delete throttles that are over, failures of yesterday, old sign-ins and dead sessions."""
    now = timezone.now()
    throttle.purge()
    AccessAttempt.objects.filter(attempt_time__lt=now - timedelta(days=1)).delete()
    AccessLog.objects.filter(attempt_time__lt=now - SIGN_INS_KEPT).delete()
    Session.objects.filter(expire_date__lt=now).delete()
