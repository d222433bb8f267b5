"""What workers do with the messages that leave and those that come in."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_tasks import TaskContext, task

from portal.messaging import delivery
from portal.messaging.inbound import intake, sorting
from portal.messaging.inbound.states import Sorting
from portal.messaging.models import InboundMessage
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


@task(queue_name="mail")
def sort(message_id: int) -> None:
    """Sort an e-mail that has come. Safe to run twice."""
    sorting.sort(message_id)


@periodic.register("messaging.poll", every=timedelta(minutes=1))
def poll() -> None:
    """Fetch the mail that has come, and sort it."""
    if not settings.IMAP_HOST:
        return
    from portal.messaging.inbound import mailbox  # noqa: PLC0415 (a library that few load)

    for message in mailbox.poll():
        sort.enqueue(message.pk)


@periodic.register("messaging.sweep_inbound", every=timedelta(minutes=15))
def sweep_inbound() -> None:
    """Sort what a crash left unsorted; blank what was settled a month ago."""
    before = timezone.now() - timedelta(minutes=15)
    forgotten = InboundMessage.objects.filter(state=Sorting.NEW, received_at__lt=before)
    for pk in forgotten.order_by("pk").values_list("pk", flat=True)[:100]:
        sort.enqueue(pk)
    intake.erase_settled()
