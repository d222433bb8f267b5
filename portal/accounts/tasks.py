"""What workers do about accounts: invitations, and what is forgotten of sign-ins."""

from datetime import timedelta

from axes.models import AccessAttempt, AccessLog
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django_tasks import task

from portal.accounts import throttle
from portal.accounts.invitations import invite
from portal.accounts.models import User
from portal.messaging.models import OutboundMessage
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


@task
def invite_all(agent_ids: list[int], by_id: int) -> None:
    """Invite the agents whose accounts an import opened; a second run finds those written to."""
    by = User.objects.get(pk=by_id)
    for pk in agent_ids:
        _invite_once(pk, by)


@transaction.atomic
def _invite_once(agent_id: int, by: User) -> None:
    agent = User.objects.select_for_update(of=("self",)).get(pk=agent_id)
    if not OutboundMessage.objects.filter(topic=f"account:{agent.pk}").exists():
        invite(agent=agent, by=by)
