"""Trying again later, at growing intervals, up to a given time."""

import functools
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.module_loading import import_string

SHORTEST = timedelta(minutes=1)
LONGEST = timedelta(hours=4)


def next_try(*, since: datetime, during: timedelta) -> datetime | None:
    """When to try again, having first tried at `since`; None once `during` is over.

    The wait is as long as what has already been waited, between one minute and four hours:
    it doubles. The last try comes at the very end of the period.
    """
    now, end = timezone.now(), since + during
    if now >= end:
        return None
    return min(now + min(max(now - since, SHORTEST), LONGEST), end)


def retrying(
    *, during: timedelta, on: type[Exception] | tuple[type[Exception], ...]
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Decorate a function, below `@task`, to run it again later when it raises one of `on`.

    After `during` the error is let through: the task fails, and shows among the failed ones.
    """

    def decorate(function: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(function)
        def run(*args: Any, since: str | None = None, **kwargs: Any) -> Any:
            first = datetime.fromisoformat(since) if since else timezone.now()
            try:
                return function(*args, **kwargs)
            except on:
                if not (at := next_try(since=first, during=during)):
                    raise
            task = import_string(f"{function.__module__}.{function.__qualname__}")
            task.using(run_after=at).enqueue(*args, since=first.isoformat(), **kwargs)
            return None

        return run

    return decorate
