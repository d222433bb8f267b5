"""Many rows written at once: what listens to each row acts once, at the end."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

Act = Callable[[set[Any]], None]
_waiting: ContextVar[dict[Act, set[Any]] | None] = ContextVar("waiting", default=None)


@contextmanager
def bulk() -> Iterator[None]:
    """What is put off inside is done as it ends, in the caller's transaction; not if it fails.

    One inside another ends with the outer one.
    """
    if _waiting.get() is not None:
        yield
        return
    waiting: dict[Act, set[Any]] = {}
    token = _waiting.set(waiting)
    try:
        yield
    finally:
        _waiting.reset(token)
    for act, things in waiting.items():
        act(things)


def put_off(act: Act, things: Iterable[Any]) -> bool:
    """Call `act` once with all the things as the bulk ends; False outside of one."""
    waiting = _waiting.get()
    if waiting is None:
        return False
    waiting.setdefault(act, set()).update(things)
    return True
