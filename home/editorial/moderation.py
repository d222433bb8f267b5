"""Deciding on a page that was proposed: Wagtail's workflow, on the revision that was read."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from wagtail.models import Page
from wagtail.permissions import policy_registry

from home.editorial import notices
from home.editorial.models import PageProposal
from home.editorial.policies import DECIDERS, may_publish
from home.models import PublicPage
from portal.accounts.models import User
from portal.directory.coverage import coverage_of

NOT_WAITING = "Cette page n’attend plus de décision."
CHANGED = "Cette page a été modifiée pendant votre lecture\u00a0: relisez-la, puis décidez."


@transaction.atomic
def approve(page: Page, *, revision: int, by: User, comment: str = "") -> Page:
    """Publishes the revision that was read, or plans it when its date is to come.

    Whoever publishes the page, and covers the service that the draft names (PermissionDenied).
    Raises ValidationError when a newer revision exists, or nothing waits.
    """
    proposal = _to_decide(page, revision, by)
    proposal.approve(user=by, comment=comment.strip())  # ends the workflow, which publishes
    page = Page.objects.get(pk=page.pk).specific
    notices.approved(proposal, "paraîtra à sa date" if page.approved_schedule else "est en ligne")
    return page


@transaction.atomic
def send_back(page: Page, *, revision: int, by: User, comment: str) -> PageProposal:
    """Gives the draft back to those who write; whoever proposed is told. Rights as to approve.

    Raises ValidationError without a comment, and when a newer revision exists.
    """
    if not comment.strip():
        raise ValidationError("Dites ce qui est à revoir.")
    proposal = _to_decide(page, revision, by)
    proposal.reject(user=by, comment=comment.strip())
    notices.sent_back(proposal)
    return proposal


def waiting_proposal(page: Page) -> PageProposal | None:
    """The proposal on which somebody is to decide."""
    found = page.current_workflow_task_state
    return found if isinstance(found, PageProposal) else None


def may_decide(user: User, page: Page, draft: Page) -> bool:
    """Whether the agent publishes the page where it is, and for the service that the draft names.

    Otherwise a page could be given to the service of a friendlier head.
    """
    named = getattr(draft, "service_id", None)
    covered = user.is_superuser or named is None or coverage_of(user).has(named, *DECIDERS)
    return covered and may_publish(user, page)


def may_put_online(user: User, draft: Page) -> bool:
    """Whether the agent publishes the draft without a proposal: `may_decide`, held by Wagtail too.

    Who mends a page that names that service online gives it to nobody: publishing it is enough.
    """
    if not isinstance(draft, PublicPage):
        return True
    published = type(draft).objects.filter(pk=draft.pk, first_published_at__isnull=False)
    online = published.filter(live=True)
    return online.filter(service=draft.service_id).exists() or may_decide(user, draft, draft)


def waiting_for(agent: User) -> QuerySet[PageProposal]:
    """The proposals on pages that the agent publishes, the oldest first."""
    policy = policy_registry.get_by_type(Page)
    pages = policy.instances_user_has_any_permission_for(agent, {"publish"})
    keys = pages.order_by().annotate(key=Cast("pk", CharField())).values("key")
    found = PageProposal.objects.filter(
        status=PageProposal.STATUS_IN_PROGRESS, workflow_state__object_id__in=keys
    )
    return found.select_related("revision", "proposed_by").order_by("started_at", "pk")


def _to_decide(page: Page, revision: int, by: User) -> PageProposal:
    """The proposal, its page locked, now on the revision that was read."""
    page = Page.objects.select_for_update(of=("self",)).get(pk=page.pk).specific
    proposal = waiting_proposal(page)
    if proposal is None:
        raise ValidationError(NOT_WAITING)
    if not may_decide(by, page, page.get_latest_revision_as_object()):
        raise PermissionDenied("Only those who publish the page decide.")
    if page.latest_revision_id != revision:
        raise ValidationError(CHANGED)
    if page.locked and page.locked_by_id != by.pk:
        raise ValidationError("Quelqu’un a verrouillé cette page\u00a0: attendez, ou demandez-lui.")
    if proposal.revision_id != revision:  # whoever may decide changed it meanwhile
        proposal.revision_id = revision
        proposal.save(update_fields=["revision"])
    return proposal
