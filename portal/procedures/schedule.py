"""Publishing and withdrawing procedures at the hour that was planned, each on its own."""

import logging
from collections.abc import Callable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import OperationalError, transaction
from django.db.models import QuerySet
from wagtail.models import ModelLogEntry, Revision

from portal.accounts.models import User
from portal.procedures import moderation, notices
from portal.procedures.models import Procedure, RefusedPublication
from portal.procedures.querysets import ProcedureQuerySet

logger = logging.getLogger(__name__)
PLANNING = "wagtail.publish.schedule"  # Wagtail's journal: who planned which revision
UNREADABLE = "Ce brouillon ne peut plus être publié tel quel : ouvrez-le, puis enregistrez-le."


def keep(at: datetime) -> None:
    """Does what is due at that moment. Run again, or twice at once, it finds nothing left to do.

    What is refused stays as it is; whoever planned it and those who publish are told once.
    """
    for pk in _overdue(at).values_list("pk", flat=True):
        _apart(_withdraw, pk, at)
    for pk in _due(at).values_list("pk", flat=True):
        _apart(_publish_or_refuse, pk, at)


def planner_of(revision: Revision) -> User | None:
    """Who planned the publication of this revision, if the account is still there."""
    planned = ModelLogEntry.objects.filter(revision=revision, action=PLANNING)
    entry = planned.select_related("user").order_by("-timestamp", "-pk").first()
    return entry.user if entry else None


def _overdue(at: datetime) -> ProcedureQuerySet:
    return Procedure.objects.live().filter(expire_at__lte=at, catch_all=False).order_by("expire_at")


def _due(at: datetime) -> QuerySet[Revision]:
    planned = Revision.objects.filter(base_content_type=Procedure.get_base_content_type())
    return planned.filter(approved_go_live_at__lte=at).order_by("approved_go_live_at", "pk")


def _apart(work: Callable[[int, datetime], None], pk: int, at: datetime) -> None:
    """Whatever is wrong with one leaves the others alone; it is tried again at the next tick."""
    try:
        work(pk, at)
    except Exception:
        logger.exception("schedule: left for the next tick", extra={"work": work.__name__})


@transaction.atomic
def _withdraw(pk: int, at: datetime) -> None:
    """Takes a procedure out of the catalogue, keeping the next publication if one is planned."""
    procedure = Procedure.objects.select_for_update(of=("self",)).get(pk=pk)
    if not _overdue(at).filter(pk=pk).exists():
        return
    planned = procedure.scheduled_revision
    procedure.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    if planned is not None:  # Wagtail forgets it
        Revision.objects.filter(pk=planned.pk).update(
            approved_go_live_at=planned.approved_go_live_at
        )


def _publish_or_refuse(pk: int, at: datetime) -> None:
    try:
        _publish(pk, at)
    except OperationalError:
        raise
    except ValidationError as error:
        _refuse(pk, at, error.messages)
    except Exception:  # a draft that can't be read, a row that the database refuses
        logger.exception("schedule: a planned publication failed", extra={"revision": pk})
        _refuse(pk, at, [UNREADABLE])


@transaction.atomic
def _publish(pk: int, at: datetime) -> None:
    """Raises ValidationError with everything that forbids it, as when it was planned."""
    if (revision := _still_due(pk, at)) is not None:
        revision.publish(log_action="wagtail.publish.scheduled")


@transaction.atomic
def _refuse(pk: int, at: datetime, reasons: list[str]) -> None:
    if (revision := _still_due(pk, at)) is None:
        return
    planned_for = revision.approved_go_live_at
    Revision.objects.filter(pk=pk).update(approved_go_live_at=None)
    procedure = Procedure.objects.get(pk=revision.object_id)
    RefusedPublication.objects.update_or_create(
        revision=revision,
        planned_for=planned_for,
        defaults={"procedure": procedure, "reasons": reasons},
    )
    told = {agent.pk: agent for agent in moderation.deciders(procedure, procedure)}
    planner = planner_of(revision)
    if planner is not None and planner.is_active:
        told[planner.pk] = planner
    for agent in told.values():
        notices.publication_refused(procedure, planned_for, agent)


def _still_due(pk: int, at: datetime) -> Revision | None:
    """The revision, its procedure locked; None when somebody else has just done the work."""
    number = Revision.objects.filter(pk=pk).values_list("object_id", flat=True).first()
    if number is None:
        return None
    Procedure.objects.select_for_update(of=("self",)).filter(pk=number).first()
    return _due(at).filter(pk=pk).first()
