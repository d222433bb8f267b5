"""Gathering the links of pages, and trying them: some at each tick, each again after a week."""

import time
from collections import Counter
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from wagtail.models import Page

from home.editorial import inside, outside
from home.editorial.link_finding import links_of
from home.editorial.models import Link, PageLink, Upkeep

AGAIN = timedelta(days=7)
WAITS = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=3))
BATCH = 30  # links in one run
PER_HOST = 3  # of which of one site, so that none is bothered
PAUSE = 1.0  # seconds between two calls to one site
SURE = 2  # failures before an outside link is said broken: sites have bad hours


@transaction.atomic
def gather(page: Page, now: datetime) -> None:
    """The links of the page as it now is; new ones are to be tried, those of no page go."""
    found = {inside.whole(url, page) for url in links_of(page)}
    PageLink.objects.filter(page=page).exclude(link__url__in=found).delete()
    known = set(PageLink.objects.filter(page=page).values_list("link__url", flat=True))
    for url in found:
        if url not in known:
            link, _ = Link.objects.get_or_create(
                url=url, defaults={"internal": inside.is_ours(url), "next_check": now}
            )
            PageLink.objects.get_or_create(page=page, link=link)
    _forget_unused()


def forget_withdrawn() -> None:
    """Nobody follows the links of a page that is no longer online."""
    withdrawn = PageLink.objects.filter(page__live=False)
    if withdrawn.exists():
        Upkeep.objects.filter(page__in=withdrawn.values("page")).update(publication=None)
        withdrawn.delete()
    _forget_unused()


def check_some(now: datetime) -> int:
    """Tries those that are due, the longest due first; returns how many. Can be cut at any link."""
    called: Counter[str] = Counter()
    tried = 0
    for link in _due(now)[: BATCH * 5]:
        host = "" if link.internal else _host(link.url)
        if host and called[host] >= PER_HOST:
            continue
        if host and called[host]:
            time.sleep(PAUSE)
        called[host] += 1
        note(link, inside.look(link.url) if link.internal else outside.look(link.url))
        tried += 1
        if tried >= BATCH:
            break
    return tried


def note(link: Link, error: str) -> None:
    """Writes what became of it, and when to try again: sooner, then later, while it fails."""
    now = timezone.now()
    link.checked_at, link.error = now, error[:60]
    if error:
        link.failing_since = link.failing_since or now
        link.next_check = now + (WAITS[link.failures] if link.failures < len(WAITS) else AGAIN)
        link.failures = min(link.failures + 1, 100)
    else:
        link.failing_since, link.failures = None, 0
        link.next_check = now + AGAIN
    link.save()


def broken() -> QuerySet[PageLink]:
    """What to mend, the oldest first: ours at once, others' once they failed twice."""
    rows = PageLink.objects.exclude(link__error="").select_related("page", "link")
    doubtful = {"link__internal": False, "link__failures__lt": SURE}
    return rows.filter(page__live=True).exclude(**doubtful).order_by("link__failing_since", "pk")


def _host(url: str) -> str:
    """Nothing for what is no address, which nobody is called for."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _forget_unused() -> None:
    Link.objects.filter(pages=None).delete()


def _due(now: datetime) -> QuerySet[Link]:
    return Link.objects.filter(next_check__lte=now).order_by("next_check", "pk")
