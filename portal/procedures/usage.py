"""What is asked of procedures, told by the apps above that keep it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

# The rows written since a moment, each with its `procedure`.
Uses = Callable[[datetime], QuerySet[Any]]
_uses: list[Uses] = []


def register(uses: Uses) -> None:
    """Adds rows whose existence shows that their procedure is used. Called when Django starts."""
    _uses.append(uses)


def unused_since(moment: datetime) -> Q:
    """The procedures of which nothing was asked since that moment."""
    unused = Q()
    for uses in _uses:
        unused &= ~Q(Exists(uses(moment).filter(procedure=OuterRef("pk"))))
    return unused
