"""From queued to sent: each step is committed before the next one begins.

The rule (docs/messages.md): `sending` is committed before the server hears anything. A crash after
that leaves a message that may have been received: it becomes `uncertain`, and only a person may
send it again.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from portal.messaging.models import OutboundMessage
from portal.messaging.outcome import Outcome, Verdict
from portal.messaging.states import State
from portal.tasks.retry import next_try

RETRY_DURING = timedelta(hours=48)
SENDING_AT_MOST = timedelta(minutes=10)  # far more than the time limits of one SMTP dialogue
FORGOTTEN_AFTER = timedelta(minutes=15)
SWEEP_ROWS = 500
logger = logging.getLogger(__name__)


@transaction.atomic
def start(pk: int, *, after_crash: bool = False) -> OutboundMessage | None:
    """Commit `sending` and return the message to send; None when there is nothing to send.

    `after_crash`: the worker that first took the task died. A message found in `sending` is then
    its victim, and becomes `uncertain`.
    """
    message = _locked(pk)
    if message.state == State.SENDING and after_crash:
        _conclude(message, State.UNCERTAIN, error="crash")
    now = timezone.now()
    if message.state != State.QUEUED or (message.next_try_at and message.next_try_at > now):
        return None
    message.state = State.SENDING
    message.sending_at = now
    message.next_try_at = None
    message.attempts += 1
    message.save()
    return message


@transaction.atomic
def settle(sending: OutboundMessage, outcome: Outcome) -> OutboundMessage:
    """Write down what came of one attempt. A late truth replaces a doubt, never a newer attempt."""
    message = _locked(sending.pk)
    open_states = (State.SENDING, State.UNCERTAIN)
    if message.attempts != sending.attempts or message.state not in open_states:
        return message
    match outcome.verdict:
        case Verdict.ACCEPTED:
            message.sent_at = timezone.now()
            _conclude(message, State.SENT)
        case Verdict.TEMPORARY:
            _postpone(message, outcome.error)
        case Verdict.PERMANENT:
            _conclude(message, State.FAILED, error=outcome.error)
        case Verdict.UNKNOWN:
            _conclude(message, State.UNCERTAIN, error=outcome.error)
    return message


def _postpone(message: OutboundMessage, error: str) -> None:
    when = next_try(since=message.queued_at, during=RETRY_DURING)
    if when is None or message.erased_at:
        _conclude(message, State.FAILED, error=error)
        return
    message.next_try_at = when
    _conclude(message, State.QUEUED, error=error)


def _conclude(message: OutboundMessage, state: State, *, error: str = "") -> None:
    message.state = state
    message.error = error
    message.save()
    logger.info("Message id=%s state=%s error=%s", message.pk, state.value, error or "-")


def _locked(pk: int) -> OutboundMessage:
    return OutboundMessage.objects.select_for_update(of=("self",)).get(pk=pk)


def doubt_stuck() -> int:
    """Messages left in `sending` by a crash become `uncertain`; returns how many."""
    limit = timezone.now() - SENDING_AT_MOST
    return OutboundMessage.objects.stuck_in_sending(limit).update(
        state=State.UNCERTAIN, error="crash"
    )


@transaction.atomic
def take_forgotten() -> list[int]:
    """Queued messages whose task was lost, marked as tried now so that one sweep takes each."""
    limit = timezone.now() - FORGOTTEN_AFTER
    rows = OutboundMessage.objects.forgotten(limit).select_for_update(of=("self",))
    pks = [message.pk for message in rows.only("pk").order_by("next_try_at")[:SWEEP_ROWS]]
    OutboundMessage.objects.filter(pk__in=pks).update(next_try_at=timezone.now())
    return pks
