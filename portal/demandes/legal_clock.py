"""When silence becomes a decision: the clock of the CRPA. Pure: dates in, dates out, no database.

Articles are those of the "code des relations entre le public et l'administration". What they leave
open (how months are counted, how long a suspension lasts) is argued in
`docs/decisions/legal-clock.md`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from portal.directory.wall_clock import utc
from portal.procedures.models import Silence
from portal.text.dates import add_months

DEFAULT_MONTHS = 2  # L231-1
ONLINE_RECEIPT_DAYS = 7  # Services Publics+; the law gives 10
LETTER_RECEIPT_DAYS = 14  # Services Publics+


@dataclass(frozen=True)
class PieceRequest:
    """Missing pieces asked for together, with a deadline (L114-5).

    `received_on` is the day on which the last of them arrived. Those that aren't indispensable
    stop no clock (L114-5-1). Raises ValueError when the deadline or the arrival comes before the
    request.
    """

    asked_on: date
    deadline: date
    received_on: date | None = None
    indispensable: bool = True

    def __post_init__(self) -> None:
        if min(self.deadline, self.received_on or self.deadline) < self.asked_on:
            message = f"nothing can be due or arrive before it is asked for, on {self.asked_on}"
            raise ValueError(message)

    @property
    def suspends_until(self) -> date:
        """The arrival, or the deadline if that comes first: the end of a suspension (L114-5)."""
        return min(self.received_on or self.deadline, self.deadline)


@dataclass(frozen=True)
class Suspension:
    """Days that don't count: those after the request, up to arrival or deadline, included."""

    after: date
    last_day: date

    def covers(self, day: date) -> bool:
        return self.after < day <= self.last_day


@dataclass(frozen=True)
class LegalClock:
    """What silence is worth and from when.

    `starts_on` is None while an acceptance waits for pieces, `silence_on` also where silence is
    worth nothing. The decision is born at the end of `silence_on`: an answer on that day is in
    time. For a rejection that waits for pieces, `silence_on` supposes that they never come.
    """

    effect: Silence
    months: int
    starts_on: date | None
    silence_on: date | None
    suspensions: tuple[Suspension, ...] = ()
    awaiting_pieces: bool = False

    def suspended(self, day: date) -> bool:
        """Whether that day is left out of the count (rejection only: L114-5)."""
        return any(suspension.covers(day) for suspension in self.suspensions)

    def running(self, day: date) -> bool:
        """Whether the clock counts that day."""
        if self.starts_on is None or self.silence_on is None:
            return False
        return self.starts_on <= day <= self.silence_on and not self.suspended(day)

    def elapsed(self, day: date) -> bool:
        """Whether, without an answer, the decision already exists on that day."""
        return self.silence_on is not None and day > self.silence_on


def legal_clock(
    *,
    effect: str,
    received_on: date,
    months: int = DEFAULT_MONTHS,
    competent_received_on: date | None = None,
    pieces: Iterable[PieceRequest] = (),
) -> LegalClock:
    """The clock of a demande whose silence has this effect (a `Silence`) after so many months.

    `received_on` is the first receipt, by whichever administration; `competent_received_on` that
    of the one in charge, when the demande was forwarded to it (L114-2). Acceptance counts from the
    latter, rejection from the former (L114-3). Raises ValueError on a blank effect, less than one
    month, or dates out of order.
    """
    if months < 1:
        message = f"silence takes at least one month, not {months}"
        raise ValueError(message)
    competent_on = competent_received_on or received_on
    asked = sorted(pieces, key=lambda piece: piece.asked_on)
    if min([competent_on, *(piece.asked_on for piece in asked)]) < received_on:
        message = f"nothing can happen to a demande before its receipt, on {received_on}"
        raise ValueError(message)
    blocking = [piece for piece in asked if piece.indispensable]
    match Silence(effect):
        case Silence.ACCEPT:
            return _acceptance(competent_on, months, blocking)
        case Silence.REJECT:
            return _rejection(received_on, months, blocking)
        case Silence.NONE:
            return LegalClock(Silence.NONE, months, received_on, None)


def _acceptance(received_on: date, months: int, pieces: Sequence[PieceRequest]) -> LegalClock:
    """L231-1; the clock starts when all pieces have arrived (L114-3, L114-5)."""
    starts_on = received_on
    for piece in pieces:
        if piece.asked_on > add_months(starts_on, months):
            break  # already accepted: nothing asked for later undoes it
        if piece.received_on is None:
            return LegalClock(Silence.ACCEPT, months, None, None, awaiting_pieces=True)
        starts_on = max(starts_on, piece.received_on)
    return LegalClock(Silence.ACCEPT, months, starts_on, add_months(starts_on, months))


def _rejection(received_on: date, months: int, pieces: Sequence[PieceRequest]) -> LegalClock:
    """L231-4; the clock stops while pieces are awaited, each day once (L114-5)."""
    silence_on, reached = add_months(received_on, months), received_on
    suspensions, awaiting = [], False
    for piece in pieces:
        if piece.asked_on > silence_on:
            break  # already rejected
        awaiting |= piece.received_on is None
        suspension = Suspension(max(piece.asked_on, reached), piece.suspends_until)
        if suspension.after < suspension.last_day:
            suspensions.append(suspension)
            silence_on += suspension.last_day - suspension.after
            reached = suspension.last_day
    return LegalClock(Silence.REJECT, months, received_on, silence_on, tuple(suspensions), awaiting)


def received_date(received_at: datetime, tz: ZoneInfo) -> date:
    """The day of an electronic filing on the organisation's own calendar, at any hour of it.

    Raises ValueError for an instant without a zone.
    """
    return utc(received_at).astimezone(tz).date()


def receipt_due_on(received_on: date, *, letter: bool = False) -> date:
    """The last day for the full receipt (L112-3, L112-11): 7 calendar days, 14 for a letter."""
    return received_on + timedelta(days=LETTER_RECEIPT_DAYS if letter else ONLINE_RECEIPT_DAYS)
