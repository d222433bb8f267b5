"""Saving filters under a name, and finding them again in the menu."""

from typing import Any
from zlib import crc32

from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import transaction

from backoffice.queues.models import LONGEST_QUERY, SavedFilter
from backoffice.queues.queues import BY_SLUG, Queue
from portal.accounts.models import User
from portal.directory.models import Service

MOST = 20  # of an agent
SHOWN = 60  # in a menu, shared ones included
KEPT = 30  # seconds: what a colleague shares or takes back waits no longer
TAKEN = "Vous avez déjà un filtre de ce nom\u00a0: choisissez-en un autre."


def save(
    *, agent: User, queue: Queue, query: str, name: str, service: Service | None = None
) -> None:
    """Save the filters under the name; the same thing twice is saved once.

    Raises ValidationError on a name that is taken, a twenty-first filter, too long an address.
    """
    if not query or len(query) > LONGEST_QUERY:
        raise ValidationError("Ces filtres sont trop longs à garder\u00a0: retirez-en un.")
    with transaction.atomic():
        # One at a time for an agent: two clicks can't pass the limit, or each other.
        User.objects.select_for_update(of=("self",)).get(pk=agent.pk)
        mine = SavedFilter.objects.filter(agent=agent)
        same: dict[str, Any] = {"queue": queue.slug, "query": query, "service": service}
        if known := mine.filter(name=name).first():
            if any(getattr(known, field) != value for field, value in same.items()):
                raise ValidationError({"name": TAKEN})
            return
        if mine.count() >= MOST:
            raise ValidationError(
                f"Vous avez déjà {MOST}\u00a0filtres\u00a0: "
                "supprimez-en un dans «\u00a0Gérer mes filtres\u00a0»."
            )
        SavedFilter.objects.create(agent=agent, name=name, **same)
    forget(agent)


def change(saved: SavedFilter, *, name: str, service: Service | None) -> None:
    """Rename, share or take back. Raises ValidationError on a name that its author has already."""
    with transaction.atomic():
        User.objects.select_for_update(of=("self",)).get(pk=saved.agent_id)
        others = SavedFilter.objects.filter(agent=saved.agent_id).exclude(pk=saved.pk)
        if others.filter(name=name).exists():
            raise ValidationError({"name": TAKEN})
        saved.name, saved.service = name, service
        saved.save(update_fields=["name", "service"])
    forget(saved.agent)


def remove(saved: SavedFilter) -> None:
    saved.delete()
    forget(saved.agent)


def menu(agent: User) -> list[SavedFilter]:
    """Those that the agent sees, of queues that are theirs; at most one query."""
    found = cache.get_or_set(_key(agent), lambda: _read(agent), KEPT) or []
    return [each for each in found if each.queue in BY_SLUG and BY_SLUG[each.queue].is_of(agent)]


def forget(agent: User) -> None:
    cache.delete(_key(agent))


def _read(agent: User) -> list[SavedFilter]:
    return list(SavedFilter.objects.seen_by(agent)[:SHOWN])


def _key(agent: User) -> str:
    rights = crc32(repr(sorted(agent.roles_held)).encode())
    return f"saved-filters:{agent.pk}:{rights}"
