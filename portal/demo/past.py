"""Telling the stories in the order of the calendar, as if the territory had lived them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from portal.demandes import clock
from portal.demandes.models import Demande
from portal.demandes.tasks import issue_receipt
from portal.demo import joined
from portal.demo.staff import Team
from portal.demo.stories import all_stories
from portal.demo.verbs import VERBS
from portal.messaging.models import OutboundMessage
from portal.messaging.states import State
from portal.messaging.tasks import send

DELIVERY = timedelta(seconds=4)
# One receipt takes a second to draw: spaced out, a visitor's own never waits behind a hundred.
BETWEEN_RECEIPTS = timedelta(seconds=15)
MISHAPS = ((State.UNCERTAIN, "crash"), (State.FAILED, "smtp_550"))
MISHAPS_OF = "nadia.ferrand@arlencourt.example"


def tell(now: datetime, lives: Iterable[tuple[str, int, str]]) -> int:
    """Live a story for each of these lives up to now; returns how many demandes were filed.

    Nothing is sent: the past's messages are put in the outbox as sent on their day.
    """
    began, team = timezone.now(), Team()
    events = [
        (moment, number, story, verb)
        for number, story in enumerate(all_stories(now, lives))
        for moment, verb in story.steps
        if moment <= now
    ]
    for moment, _number, story, verb in sorted(events, key=lambda event: event[:2]):
        with clock.at(moment):
            VERBS[verb](story, team)
        _mark_sent(moment, since=began)
    with clock.at(now):
        joined.join(team)
    _miss()
    _lighten_queue(now, since=began)
    return sum(verb == "file" for _moment, _number, _story, verb in events)


def deliver(moment: datetime, *, since: datetime) -> None:
    """What was written since then left at that moment, and no task is left to send it."""
    _mark_sent(moment, since=since)
    _sending(since).delete()


def _mark_sent(moment: datetime, *, since: datetime) -> None:
    """What was just written left at that moment."""
    written = OutboundMessage.objects.filter(state=State.QUEUED, queued_at__gte=since)
    written.update(
        state=State.SENT,
        attempts=1,
        next_try_at=None,
        created_at=moment,
        queued_at=moment,
        sending_at=moment,
        sent_at=moment + DELIVERY,
    )


def _miss() -> None:
    """The last e-mail of two demandes of one officer: she has a button for each."""
    hers = Demande.objects.filter(assignee__email=MISHAPS_OF).exclude(filer_email="")
    for demande, (state, error) in zip(hers.order_by("-filed_at"), MISHAPS, strict=False):
        last = OutboundMessage.objects.for_topic(demande.topic).latest("pk")
        last.state, last.error, last.sent_at = state, error, None
        last.save()


def _lighten_queue(now: datetime, *, since: datetime) -> None:
    """No task is left for messages already sent, and the receipts take their time."""
    _sending(since).delete()
    waiting = _waiting(since).filter(task_path=issue_receipt.module_path)
    receipts = list(waiting.order_by("-enqueued_at"))
    for rank, task in enumerate(receipts):
        task.run_after = now + rank * BETWEEN_RECEIPTS
    DBTaskResult.objects.bulk_update(receipts, ["run_after"])


def _waiting(since: datetime) -> QuerySet[DBTaskResult]:
    return DBTaskResult.objects.filter(status=TaskResultStatus.READY, enqueued_at__gte=since)


def _sending(since: datetime) -> QuerySet[DBTaskResult]:
    return _waiting(since).filter(task_path=send.module_path)
