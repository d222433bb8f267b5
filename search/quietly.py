"""Figures are never in the way of a page."""

import logging
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from django.db import OperationalError

P = ParamSpec("P")
logger = logging.getLogger(__name__)


def quietly(count: Callable[P, None]) -> Callable[P, None]:
    """Decorate what only counts: when the database is too busy to write, it is left out."""

    @wraps(count)
    def counted(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            count(*args, **kwargs)
        except OperationalError:
            logger.warning("not counted: the database is busy")

    return counted
