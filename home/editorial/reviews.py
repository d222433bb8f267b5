"""Reading pages again: the date of each, who is reminded, and saying that all is still true."""

from collections import defaultdict
from datetime import date, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page

from home.editorial import notices
from home.editorial.keeping import public_pages, service_of
from home.editorial.models import Upkeep
from home.editorial.policies import DECIDERS, may_change
from portal.accounts.models import User
from portal.demandes.legal_clock import add_months
from portal.directory.roles import Role

ACTION = "portal.still_true"  # in Wagtail's journal of the page
NOTICE = timedelta(days=14)
USUAL = 12  # months
# Types of pages that are not read again as a rule: they age, and are read with their date.
DATED = {"newspage", "newsindexpage", "eventpage", "eventspage", "publicationspage"}


def unseen() -> QuerySet[Page]:
    """The public pages published since the tick last looked at them."""
    seen = Upkeep.objects.filter(page=OuterRef("pk"))
    known = seen.filter(publication__gte=OuterRef("last_published_at"))
    unpublished_by_code = Q(last_published_at=None) & Exists(seen)
    return public_pages().filter(~Exists(known)).exclude(unpublished_by_code).order_by("pk")


def begin_again(page: Page, today: date) -> Upkeep:
    """Whoever publishes a page has read it: its next date follows from that day."""
    months = 0 if page.specific_class and page.specific_class._meta.model_name in DATED else USUAL
    upkeep, _ = Upkeep.objects.get_or_create(page_id=page.pk, defaults={"months": months})
    upkeep.publication = page.last_published_at or timezone.now()
    _next_date(upkeep, today)
    upkeep.save(update_fields=["publication", "review_by"])
    return upkeep


@transaction.atomic
def still_true(page: Page, *, by: User) -> Upkeep:
    """Moves the date on by the page's period and says so in its journal; makes no revision.

    Whoever may change the page (PermissionDenied).
    """
    if not (page.live and may_change(by, page)):
        raise PermissionDenied("Only those who write the page say that it is true.")
    Upkeep.objects.get_or_create(page_id=page.pk)
    upkeep = Upkeep.objects.select_for_update().get(page_id=page.pk)
    _next_date(upkeep, timezone.localdate())
    upkeep.save(update_fields=["review_by"])
    log(instance=page, action=ACTION, user=by)
    return upkeep


def remind(today: date) -> None:
    """Writes to those who keep the pages whose date comes or has come: once each, in one e-mail.

    Who was written to today is told tomorrow of what came since.
    """
    upkeeps = _to_tell(today)
    by_agent: dict[User, list[tuple[Page, date]]] = defaultdict(list)
    with transaction.atomic():
        for upkeep in upkeeps.select_for_update(of=("self",)):
            when: date = upkeep.review_by  # type: ignore[assignment]  # filtered
            who = readers(upkeep.page)
            if any(notices.told_today(reader, today) for reader in who):
                continue
            for reader in who:
                by_agent[reader].append((upkeep.page, when))
            upkeep.warned_for = when
            upkeep.told_for = when if when <= today else upkeep.told_for
            upkeep.save(update_fields=["warned_for", "told_for"])
        for reader, pages in by_agent.items():
            notices.to_read_again(reader, pages, today)


def readers(page: Page) -> list[User]:
    """Who reads it again: the editors of its service and the nearest heads, else administrators."""
    service = service_of(page)
    if service is None:
        return []
    for unit in service.lineage:
        near = User.objects.filter(memberships__service=unit, is_active=True)
        if found := near.filter(memberships__role__in=[Role.EDITOR, *DECIDERS]).distinct():
            return list(found.order_by("pk"))
    return []


def _to_tell(today: date) -> QuerySet[Upkeep]:
    dated = Upkeep.objects.filter(page__live=True, review_by__lte=today + NOTICE)
    warned = Q(warned_for=F("review_by"))
    told = Q(told_for=F("review_by"))
    waiting = dated.exclude(warned, review_by__gt=today).exclude(told)
    return waiting.select_related("page").order_by("review_by", "pk")


def _next_date(upkeep: Upkeep, today: date) -> None:
    upkeep.review_by = add_months(today, upkeep.months) if upkeep.months else None
