"""The procedures that name an agent who leaves, for `directory.departures`."""

from collections.abc import Iterator

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Q, QuerySet
from wagtail.log_actions import log
from wagtail.models import Revision

from portal.accounts.models import User
from portal.directory.colleagues import Colleagues
from portal.directory.departures import HandOver, Lot, register
from portal.directory.models import Service
from portal.procedures.models import Procedure


@register
def backups(leaver: User, colleagues: Colleagues) -> Iterator[Lot]:
    """Those where the agent is the back-up officer, live or in a draft: the head takes over."""
    by_service: dict[int | None, list[Procedure]] = {}
    for procedure in _naming(leaver).order_by("title", "pk"):
        by_service.setdefault(procedure.service_id, []).append(procedure)
    names = Service.objects.in_bulk([pk for pk in by_service if pk])
    for service_id, procedures in by_service.items():
        yield Lot(
            code=f"backups-{service_id or 'none'}",
            heading="Suppléance de démarches",
            label=str(names[service_id]) if service_id else "Sans service responsable",
            count=len(procedures),
            service_id=service_id,
            takers=colleagues.handling(service_id) if service_id else (),
            proposed=colleagues.head_of(service_id) if service_id else None,
            nobody="Laisser sans suppléant",
            details=tuple(map(str, procedures)),
            hand_over=_hand_over(leaver, service_id),
        )


@register
def drafts(leaver: User, _colleagues: Colleagues) -> Iterator[Lot]:
    """What the agent was writing stays where its service's writers find it."""
    last = Procedure.objects.filter(latest_revision__user=leaver)
    begun = last.filter(Q(live=False) | Q(has_unpublished_changes=True)).order_by("title", "pk")
    by_service: dict[int | None, list[str]] = {}
    for procedure in begun:
        by_service.setdefault(procedure.service_id, []).append(str(procedure))
    for service_id, titles in by_service.items():
        yield Lot(
            code=f"drafts-{service_id or 'none'}",
            heading="Reste en place",
            label="Brouillons de démarche, ouverts aux autres personnes du service",
            count=len(titles),
            service_id=service_id,
            details=tuple(titles),
        )


def _naming(leaver: User) -> QuerySet[Procedure]:
    drafted = Q(latest_revision__content__backup_officer=leaver.pk)
    return Procedure.objects.filter(
        Q(backup_officer=leaver) | drafted | Q(pk__in=_scheduled(leaver))
    )


def _scheduled(leaver: User) -> list[int]:
    """The procedures that a publication to come would give back to the agent."""
    waiting = _revisions().exclude(approved_go_live_at=None)
    ids = waiting.filter(content__backup_officer=leaver.pk).values_list("object_id", flat=True)
    return [int(pk) for pk in ids]


def _revisions() -> QuerySet[Revision]:
    kind = ContentType.objects.get_for_model(Procedure)
    revisions: QuerySet[Revision] = Revision.objects.filter(base_content_type=kind)
    return revisions


def _hand_over(leaver: User, service_id: int | None) -> HandOver:
    def some(to: User | None, by: User, at_most: int) -> int:
        chosen = _naming(leaver).filter(service_id=service_id).order_by("pk")[:at_most]
        for procedure in chosen:
            replace_backup(procedure, leaver=leaver, to=to, by=by)
        return len(chosen)

    return some


@transaction.atomic
def replace_backup(procedure: Procedure, *, leaver: User, to: User | None, by: User) -> None:
    """Name another back-up officer in what is live and in whatever may still be published.

    In place: what is being written, checked or scheduled goes on as it was, and nothing is
    published. Older revisions keep their history. The caller has checked the right.
    """
    row = Procedure.objects.select_for_update(of=("self",)).get(pk=procedure.pk)
    Procedure.objects.filter(pk=row.pk, backup_officer=leaver).update(backup_officer=to)
    kept = {row.latest_revision_id, row.live_revision_id}
    versions = _revisions().filter(object_id=str(row.pk)).select_for_update(of=("self",))
    for revision in versions.filter(Q(pk__in=kept) | ~Q(approved_go_live_at=None)):
        if revision.content.get("backup_officer") == leaver.pk:
            revision.content["backup_officer"] = to and to.pk
            revision.save(update_fields=["content"])
    log(instance=row, action="wagtail.edit", user=by)
