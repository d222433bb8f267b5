"""What workers do for the demonstration's bank: its notifications, without a call over HTTP."""

from datetime import timedelta

from django_tasks import task

from payments.demo_provider import outbox
from payments.demo_provider.models import Attempt
from portal.tasks.retry import retrying


@task
@retrying(during=timedelta(days=1), on=Exception)
def notify(attempt_id: str) -> None:
    """Tell the site what became of an attempt; told twice, it is the same event."""
    outbox.deliver(Attempt.objects.get(pk=attempt_id), outbox.receiver())
