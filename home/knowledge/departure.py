"""The sheets that an agent who leaves keeps, for `directory.departures`."""

from collections.abc import Iterator

from django.db import transaction
from django.db.models import Q
from wagtail.log_actions import log

from home.knowledge.models import KnowledgePage
from home.knowledge.querysets import KnowledgeQuerySet
from portal.accounts.models import User
from portal.directory.colleagues import Colleagues
from portal.directory.departures import HandOver, Lot, register
from portal.directory.models import Service


@register
def sheets(leaver: User, colleagues: Colleagues) -> Iterator[Lot]:
    """Those kept in the agent's name, online or in a draft: else the whole service keeps them."""
    by_service: dict[int, list[KnowledgePage]] = {}
    for sheet in _kept(leaver).order_by("title", "pk"):
        by_service.setdefault(sheet.service_id, []).append(sheet)
    names = Service.objects.in_bulk(by_service)
    for service_id, kept in by_service.items():
        yield Lot(
            code=f"sheets-{service_id}",
            heading="Fiches internes",
            label=str(names[service_id]),
            count=len(kept),
            service_id=service_id,
            takers=colleagues.writing(service_id),
            proposed=colleagues.head_of(service_id),
            nobody="Confier à tout le service",
            details=tuple(map(str, kept)),
            hand_over=_hand_over(leaver, service_id),
        )


def _kept(leaver: User) -> KnowledgeQuerySet:
    drafted = Q(latest_revision__content__kept_by=leaver.pk)
    return KnowledgePage.objects.filter(Q(kept_by=leaver) | drafted)


def _hand_over(leaver: User, service_id: int) -> HandOver:
    def some(to: User | None, by: User, at_most: int) -> int:
        chosen = list(_kept(leaver).filter(service=service_id).order_by("pk")[:at_most])
        for sheet in chosen:
            give(sheet, leaver=leaver, to=to, by=by)
        return len(chosen)

    return some


@transaction.atomic
def give(sheet: KnowledgePage, *, leaver: User, to: User | None, by: User) -> None:
    """Name who keeps it, in what is online and in whatever may still be published.

    In place: a draft goes on as it was, nothing is published, and no version is made. Older
    versions keep their history. The caller has checked the right.
    """
    row = KnowledgePage.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    KnowledgePage.objects.filter(pk=row.pk, kept_by=leaver).update(kept_by=to)
    last = {row.latest_revision_id, row.live_revision_id}
    waiting = Q(pk__in=last) | ~Q(approved_go_live_at=None)
    for revision in row.revisions.filter(waiting).select_for_update(of=("self",)):
        if revision.content.get("kept_by") == leaver.pk:
            revision.content["kept_by"] = to and to.pk
            revision.save(update_fields=["content"])
    log(instance=row, action="wagtail.edit", user=by)
