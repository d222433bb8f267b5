"""Chasing the service that has a demande: whom to write to, how often, what was done already."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max

from portal.accounts import staff_site
from portal.accounts.models import Kind, User
from portal.demandes import deadlines
from portal.demandes.models import Demande
from portal.demandes.states import Action
from portal.directory.coverage import coverage_of
from portal.directory.models import Membership, Role
from portal.directory.public_holidays import holidays_of
from portal.directory.working_days import working_days_between
from portal.messaging import outbox
from portal.text.dates import full_date


@dataclass(frozen=True)
class Chases:
    """How many times the service was chased, and when it last was."""

    number: int
    last_at: datetime | None


def chases(demande: Demande) -> Chases:
    """As the journal tells, in one query."""
    done = demande.journal.filter(action=Action.CHASE).order_by()
    found = done.aggregate(number=Count("pk"), last_at=Max("at"))
    return Chases(found["number"], found["last_at"])


def is_too_soon(demande: Demande, *, at: datetime) -> bool:
    """Whether it was chased already since the last working day."""
    last_at = chases(demande).last_at
    if last_at is None:
        return False
    last, today = (deadlines.day_of(each, demande) for each in (last_at, at))
    return working_days_between(last, today, _holidays(demande, last, today)) < 1


def _holidays(demande: Demande, first: date, last: date) -> frozenset[date]:
    years = range(first.year, last.year + 1)
    return frozenset(holidays_of(demande.service.organisation.territory, years))


def handlers(demande: Demande) -> list[User]:
    """Whoever has it in hand; else the heads of the service, or of the nearest that has some."""
    holder = demande.assignee
    if holder and holder.is_active:
        handles = coverage_of(holder).has(demande.service_id, Role.OFFICER, Role.HEAD)
        if handles:
            return [holder]
    line = [service.pk for service in demande.service.lineage]
    held = Membership.objects.with_role(Role.HEAD).filter(
        service__in=line, agent__is_active=True, agent__kind=Kind.AGENT
    )
    heads = list(held.select_related("agent").order_by("agent_id"))
    nearest = min((line.index(each.service_id) for each in heads), default=0)
    return [each.agent for each in heads if line.index(each.service_id) == nearest]


def write(demande: Demande, *, to: User, by: User) -> None:
    """Tell a handler, by e-mail, that the demande is asked after: its envelope and no more."""
    outbox.enqueue_email(
        key=f"chase:{demande.pk}:v{demande.version}:{to.pk}",
        topic=f"account:{to.pk}",
        recipient=to.email,
        subject=f"Relance\u00a0: demande {demande.reference}",
        template="demandes/chased",
        context={
            "agent": to,
            "by": by,
            "reference": demande.reference,
            "service": demande.service.name,
            "due_on": full_date(demande.due_on),
            "address": staff_site.address(demande.get_absolute_url()),
        },
        sender_name=demande.service.organisation.name,
    )
