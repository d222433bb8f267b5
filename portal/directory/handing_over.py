"""What a departed agent held goes to its takers, step after step, and they are told."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from portal.accounts import staff_site
from portal.accounts.models import User
from portal.directory.departures import Lot, lots
from portal.directory.models import Departure
from portal.messaging.outbox import enqueue_email

STEP = 50  # things of a lot handed over in one transaction


def finish(departure: Departure) -> None:
    """Hand over what is left, step after step; again after a crash, it goes on from there."""
    while _step(departure.pk):
        pass


@transaction.atomic
def _step(pk: int) -> bool:
    """Hand over some of each lot; whether more may be left."""
    departure = Departure.objects.select_for_update(of=("self",)).get(pk=pk)
    if departure.ended_at:
        return False
    moved = sum(_move(departure, lot) for lot in lots(departure.agent, departure.by))
    if not moved:
        departure.ended_at = timezone.now()
        _tell(departure)
    departure.save()
    return bool(moved)


def _move(departure: Departure, lot: Lot) -> int:
    if lot.hand_over is None:
        return 0
    to = lot.taker(departure.choices)
    moved = lot.hand_over(to, departure.by, STEP)
    words: dict[str, Any] = {
        "heading": lot.heading,
        "label": lot.label,
        "to": to and to.pk,
        "name": str(to or ""),
    }
    words["service"] = lot.service_id
    departure.note(lot.code, moved, **words)
    return moved


def _tell(departure: Departure) -> None:
    """One e-mail to each taker who is still there."""
    by_taker: dict[int, list[dict[str, object]]] = {}
    for line in departure.done.values():
        if line["to"] and line["count"]:
            by_taker.setdefault(line["to"], []).append(line)
    for taker in User.objects.filter(pk__in=by_taker, is_active=True).order_by("pk"):
        enqueue_email(
            key=f"departure:{departure.pk}:{taker.pk}",
            topic=f"account:{taker.pk}",
            recipient=taker.email,
            subject=f"Vous reprenez le travail de {departure.agent}",
            template="handed_over",
            context={
                "agent": taker,
                "leaver": departure.agent,
                "by": departure.by,
                "lines": by_taker[taker.pk],
                "address": staff_site.address(reverse("queue_home")),
            },
            sender_name=settings.WAGTAIL_SITE_NAME,
        )
