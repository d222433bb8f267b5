"""What is written to those who propose pages, decide on them and keep them true.

Neutral and short: the title of the page and a link; words and comments are read there.
"""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from wagtail.models import Page

from home.editorial.keeping import service_of
from home.editorial.policies import DECIDERS, may_publish
from portal.accounts import staff_site
from portal.accounts.models import User
from portal.messaging.models import OutboundMessage
from portal.messaging.outbox import enqueue_email
from portal.text.dates import full_date

if TYPE_CHECKING:
    from home.editorial.models import PageProposal


def deciders(page: Page, draft: Page, *, but: User | None = None) -> list[User]:
    """Who is told: the nearest heads who may decide, else the nearest administrators."""
    service = service_of(draft)
    for role in DECIDERS:
        for unit in service.lineage if service else ():
            held = {"memberships__service": unit, "memberships__role": role}
            agents = User.objects.filter(is_active=True, **held).order_by("pk")
            found = [each for each in agents if each != but and may_publish(each, page)]
            if found:
                return found
    return []


def proposed(proposal: "PageProposal") -> None:
    """To those who decide."""
    page, draft = _page_of(proposal)
    for to in deciders(page, draft, but=proposal.proposed_by):
        _write(
            f"page-proposal:{proposal.pk}:to:{to.pk}",
            to,
            subject="Une page attend votre validation",
            sentence=f"La page «\u00a0{draft.title}\u00a0» vous est proposée.",
            path=reverse("page_review", args=[page.pk]),
            label="Relire et décider",
        )


def approved(proposal: "PageProposal", when: str) -> None:
    _answer(
        proposal,
        subject="La page que vous avez proposée est validée",
        sentence="La page «\u00a0{title}\u00a0» " + when + ".",
        label="Voir la page",
    )


def sent_back(proposal: "PageProposal") -> None:
    _answer(
        proposal,
        subject="La page que vous avez proposée est à revoir",
        sentence="La page «\u00a0{title}\u00a0» vous revient avec un commentaire.",
        label="Lire le commentaire et corriger",
    )


def to_read_again(to: User, pages: Iterable[tuple[Page, date]], today: date) -> None:
    """One e-mail a day at most to each, whatever the number of pages."""
    rows = [
        {"title": page.title, "when": f"avant le {full_date(day)}" if day > today else "maintenant"}
        for page, day in pages
    ]
    enqueue_email(
        key=_of_the_day(to, today),
        topic=f"agent:{to.pk}",
        recipient=to.email,
        subject="Des pages sont à relire" if len(rows) > 1 else "Une page est à relire",
        template="editorial/to_read_again",
        context={"rows": rows, "address": staff_site.address(reverse("pages_to_read"))},
        sender_name=settings.WAGTAIL_SITE_NAME,
    )


def told_today(to: User, today: date) -> bool:
    """Whether that day's e-mail has left: another one would not."""
    return OutboundMessage.objects.filter(key=_of_the_day(to, today)).exists()


def _of_the_day(to: User, today: date) -> str:
    return f"pages-to-read:{to.pk}:{today:%Y%m%d}"


def _answer(proposal: "PageProposal", *, subject: str, sentence: str, label: str) -> None:
    """To whoever proposed, while the account is open."""
    page, draft = _page_of(proposal)
    to = proposal.proposed_by
    if to is not None and to.is_active:
        _write(
            f"page-proposal:{proposal.pk}:decided",
            to,
            subject=subject,
            sentence=sentence.format(title=draft.title.replace("{", "").replace("}", "")),
            path=reverse("wagtailadmin_pages:edit", args=[page.pk]),
            label=label,
        )


def _write(key: str, to: User, *, subject: str, sentence: str, path: str, label: str) -> None:
    enqueue_email(
        key=key,
        topic=key.rpartition(":to:")[0] or key,
        recipient=to.email,
        subject=subject,
        template="procedures/notice",
        context={"sentence": sentence, "address": staff_site.address(path), "label": label},
        sender_name=settings.WAGTAIL_SITE_NAME,
    )


def _page_of(proposal: "PageProposal") -> tuple[Page, Page]:
    """The page as it stands, and as it is proposed."""
    draft = proposal.revision.as_object()
    return Page.objects.get(pk=draft.pk).specific, draft
