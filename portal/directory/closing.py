"""Closing places all at once, and opening them again: the verbs."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from portal.accounts.models import User
from portal.directory.admin_rights import administered_organisations
from portal.directory.coverage import coverage_of
from portal.directory.models import Closure, Organisation, Service
from portal.directory.querysets import ClosureQuerySet
from portal.directory.roles import Role

CLOSERS = (Role.HEAD, Role.ADMINISTRATOR)
WHOLE = (None,)  # what closes when no service is named


def closable(agent: User) -> QuerySet[Service]:
    """The services in activity that the agent may close, joined with their contact details."""
    return Service.objects.active().covered_by(agent, *CLOSERS).with_contact()


def closures_for(agent: User) -> ClosureQuerySet:
    """The closures of the services and of the whole organisations that the agent may close."""
    whole = Q(service=None, organisation__in=administered_organisations(agent))
    rows = Closure.objects.filter(whole | Q(service__in=coverage_of(agent).services(*CLOSERS)))
    return rows.select_related("organisation", "service", "closed_by", "reopened_by")


def close(
    *, act: UUID, organisation: Organisation, services: Sequence[Service], by: User, **told: Any
) -> list[Closure]:
    """Close these services, or without any the whole organisation; once however often `act` comes.

    `told` is when, why and what to do instead. Promised and legal dates don't move. Heads and
    administrators, for what they cover; raises PermissionDenied, or ValidationError (when `told`
    can't be), and then closes nothing.
    """
    _check(by, organisation, services)
    with transaction.atomic():
        # Two clicks at once wait for each other here.
        Organisation.objects.select_for_update(of=("self",)).get(pk=organisation.pk)
        if done := list(Closure.objects.filter(act=act)):
            return done
        return [
            _write(service, organisation, act=act, closed_by=by, **told)
            for service in services or WHOLE
        ]


def reopen(closure: Closure, *, by: User) -> list[Closure]:
    """Open again, now, all that was closed with it and isn't over; those that it opened.

    A place stays closed by its other closures. Who may close may reopen, each for what they
    cover; raises PermissionDenied when that is nothing.
    """
    with transaction.atomic():
        together = Q(act=closure.act) if closure.act else Q(pk=closure.pk)
        mine = closures_for(by).filter(together)
        if not mine.exists():
            raise PermissionDenied
        locked = Closure.objects.select_for_update(of=("self",)).filter(pk__in=mine)
        now = timezone.now()
        opened = [row for row in locked.select_related("organisation") if not row.is_over(now)]
        for row in opened:
            row.reopened_by, row.reopened_at = by, now
            row.save(update_fields=["reopened_by", "reopened_at"])
        return opened


def _check(by: User, organisation: Organisation, services: Iterable[Service]) -> None:
    coverage = coverage_of(by)
    if not services and organisation not in administered_organisations(by):
        raise PermissionDenied
    if not all(coverage.has(service.pk, *CLOSERS) for service in services):
        raise PermissionDenied


def _write(service: Service | None, organisation: Organisation, **fields: Any) -> Closure:
    closure = Closure(
        service=service,
        organisation=service.organisation if service else organisation,
        spreads=False,
        closed_at=timezone.now(),
        **fields,
    )
    closure.full_clean()
    closure.save()
    return closure
