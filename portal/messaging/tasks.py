"""What workers do with outbound messages."""

from datetime import timedelta

from django.db import transaction
from django_tasks import TaskContext, task

from portal.messaging import delivery
from portal.messaging.transport import transmitted
from portal.tasks import periodic


@task(queue_name="mail", takes_context=True)
def send(context: TaskContext, message_id: int) -> None:
    """Send one message if it is queued. Safe to run twice, or after a crash."""
    message = delivery.start(message_id, after_crash=context.attempt > 1)
    if message is None:
        return
    with transmitted(message) as outcome, transaction.atomic():
        settled = delivery.settle(message, outcome)
        if settled.next_try_at:
            send.using(run_after=settled.next_try_at).enqueue(message_id)


@periodic.register("messaging.sweep", every=timedelta(minutes=2))
def sweep() -> None:
    """Doubt what a crash left in `sending`; find the queued messages whose task was lost."""
    delivery.doubt_stuck()
    for pk in delivery.take_forgotten():
        send.enqueue(pk)
