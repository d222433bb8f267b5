"""The moment at which verbs happen: now, unless a story of the past is being written.

Only the demonstration (and imports) write the past; the journal's chain is then right at once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from django.utils import timezone

_told: ContextVar[datetime | None] = ContextVar("portal.demandes.clock", default=None)


def now() -> datetime:
    return _told.get() or timezone.now()


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Within the block, in this thread alone, verbs happen at that moment."""
    token = _told.set(moment)
    try:
        yield
    finally:
        _told.reset(token)
