"""The demandes that an agent who leaves has in hand or keeps, for `directory.departures`."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from django.db.models import Count
from django.utils import timezone

from portal.accounts.models import User
from portal.demandes.models import Demande, ExceptionalAccess
from portal.demandes.querysets import DemandeQuerySet
from portal.demandes.states import KEPT
from portal.demandes.workflow.deed import Refused
from portal.demandes.workflow.leaving import hand_over, hand_over_keeping
from portal.directory.colleagues import Colleagues
from portal.directory.departures import HandOver, Lot, register

COLUMNS = (
    "service_id",
    "service__name",
    "procedure_id",
    "procedure__title",
    "procedure__backup_officer",
)


@register
def demandes(leaver: User, colleagues: Colleagues) -> Iterator[Lot]:
    """The open ones, by service and procedure: its back-up officer takes over, else the head."""
    held = Demande.objects.open().assigned_to(leaver).order_by("service__name", "procedure__title")
    for row in held.values(*COLUMNS).annotate(count=Count("pk")):
        takers = colleagues.handling(row["service_id"])
        backup = next((one for one in takers if one.pk == row["procedure__backup_officer"]), None)
        yield Lot(
            code=f"demandes-{row['service_id']}-{row['procedure_id']}",
            heading="Demandes en cours",
            label=f"{row['service__name']}\u00a0: {row['procedure__title']}",
            count=row["count"],
            service_id=row["service_id"],
            takers=takers,
            proposed=backup or colleagues.head_of(row["service_id"]),
            nobody="Rendre à la file du service",
            hand_over=_hand_over(leaver, row),
        )


def _hand_over(leaver: User, row: dict[str, Any]) -> HandOver:
    def some(to: User | None, by: User, at_most: int) -> int:
        held = Demande.objects.open().assigned_to(leaver).order_by("pk")
        same = held.filter(service_id=row["service_id"], procedure_id=row["procedure_id"])
        moved = 0
        for demande in same[:at_most]:
            with suppress(Refused):  # somebody took it meanwhile
                hand_over(demande, leaver=leaver, to=to, agent=by)
                moved += 1
        return moved

    return some


@register
def kept(leaver: User, colleagues: Colleagues) -> Iterator[Lot]:
    """Those that the agent keeps, by service: another adviser does, or they wait for one."""
    held = _kept(leaver).values("service_id", "service__name").annotate(count=Count("pk"))
    for row in held.order_by("service__name", "service_id"):
        yield Lot(
            code=f"kept-{row['service_id']}",
            heading="Suivi de demandes",
            label=row["service__name"],
            count=row["count"],
            service_id=row["service_id"],
            takers=colleagues.advising(row["service_id"]),
            nobody="Rendre à la file «\u00a0À suivre\u00a0»",
            hand_over=_hand_over_keeping(leaver, row["service_id"]),
        )


def _kept(leaver: User) -> DemandeQuerySet:
    return Demande.objects.filter(state__in=sorted(KEPT)).kept_by(leaver)


def _hand_over_keeping(leaver: User, service_id: int) -> HandOver:
    def some(to: User | None, by: User, at_most: int) -> int:
        moved = 0
        for demande in _kept(leaver).filter(service_id=service_id).order_by("pk")[:at_most]:
            with suppress(Refused):  # somebody keeps it meanwhile
                hand_over_keeping(demande, leaver=leaver, to=to, agent=by)
                moved += 1
        return moved

    return some


@register
def exceptional_accesses(leaver: User, _colleagues: Colleagues) -> Iterator[Lot]:
    """Those under way end with the account: nobody takes them over."""
    if under_way := _under_way(leaver):
        yield Lot(
            code="exceptional-accesses",
            heading="Prend fin avec le compte",
            label="Consultations exceptionnelles en cours",
            count=under_way,
        )


def _under_way(leaver: User) -> int:
    return ExceptionalAccess.objects.filter(agent=leaver, expires_at__gt=timezone.now()).count()
