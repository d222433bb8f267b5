"""Publishing and withdrawing pages at the hour that was planned, each on its own."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import QuerySet
from wagtail.models import Page, Revision

logger = logging.getLogger(__name__)


def keep(at: datetime) -> None:
    """Does what is due at that moment. Run again, or twice at once, it finds nothing left to do."""
    for pk in _overdue(at).values_list("pk", flat=True):
        _apart(_withdraw, pk, at)
    for pk in _due(at).values_list("pk", flat=True):
        _apart(_publish, pk, at)


def _overdue(at: datetime) -> QuerySet[Page]:
    return Page.objects.live().filter(expire_at__lte=at).order_by("expire_at", "pk")


def _due(at: datetime) -> QuerySet[Revision]:
    planned = Revision.objects.filter(base_content_type=ContentType.objects.get_for_model(Page))
    return planned.filter(approved_go_live_at__lte=at).order_by("approved_go_live_at", "pk")


def _apart(work: Callable[[int, datetime], None], pk: int, at: datetime) -> None:
    """Whatever is wrong with one leaves the others alone; it is tried again at the next tick."""
    try:
        with transaction.atomic():
            work(pk, at)
    except Exception:
        logger.exception("pages: left for the next tick", extra={"work": work.__name__})


def _withdraw(pk: int, at: datetime) -> None:
    page = Page.objects.select_for_update(of=("self",)).get(pk=pk)
    if _overdue(at).filter(pk=pk).exists():
        page.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")


def _publish(pk: int, at: datetime) -> None:
    number = Revision.objects.values_list("object_id", flat=True).get(pk=pk)
    Page.objects.select_for_update(of=("self",)).get(pk=number)
    if (revision := _due(at).filter(pk=pk).first()) is not None:
        revision.publish(log_action="wagtail.publish.scheduled")
