"""What waits for whom: proposals to decide on, publications planned, publications refused."""

from typing import Any

from django.db.models import CharField, QuerySet
from django.db.models.functions import Cast
from django.utils.text import capfirst
from wagtail.models import Revision

from portal.accounts.models import User
from portal.procedures.models import Procedure, Proposal, RefusedPublication
from portal.procedures.models.moderation import RefusedPublicationQuerySet
from portal.procedures.policies import ProcedurePolicy

# What a revision keeps beside the words of the procedure, or that changes with every revision.
OWN = {"pk", "procedure", "sort_order"}
IGNORED = {
    "pk",
    "live",
    "live_revision",
    "latest_revision",
    "has_unpublished_changes",
    "first_published_at",
    "last_published_at",
    "expired",
    "locked",
    "locked_at",
    "locked_by",
    "search_title",
    "search_text",
}


def waiting_for(agent: User) -> QuerySet[Proposal]:
    """The proposals on which the agent may decide, the oldest first."""
    found = Proposal.objects.filter(
        status=Proposal.STATUS_IN_PROGRESS, revision__object_id__in=_keys(published_by(agent))
    )
    return found.select_related("revision", "proposed_by").order_by("started_at", "pk")


def planned_for(agent: User) -> QuerySet[Revision]:
    """The revisions that are to be published, the soonest first."""
    return Revision.objects.filter(
        base_content_type=Procedure.get_base_content_type(),
        approved_go_live_at__isnull=False,
        object_id__in=_keys(published_by(agent)),
    ).order_by("approved_go_live_at", "pk")


def refused_for(agent: User) -> RefusedPublicationQuerySet:
    """The planned publications that did not happen, and that nobody took in hand since."""
    refused = RefusedPublication.objects.pending().filter(procedure__in=published_by(agent))
    return refused.select_related("procedure")


def published_by(agent: User) -> QuerySet[Procedure]:
    policy = ProcedurePolicy(Procedure)
    return policy.instances_user_has_any_permission_for(agent, ["publish"])


def changed(draft: Revision, online: Revision | None) -> list[str]:
    """The labels of what a draft changes in what is online; no query. All is new without it."""
    if online is None:
        return []
    before, after = online.content, draft.content
    names = [name for name in after if name not in IGNORED]
    return [_label(name) for name in names if _plain(before.get(name)) != _plain(after[name])]


def _keys(procedures: QuerySet[Procedure]) -> QuerySet[Any, Any]:
    """Their keys as Wagtail writes them in revisions: as text."""
    return procedures.order_by().annotate(key=Cast("pk", CharField())).values("key")


def _plain(value: Any) -> Any:
    """Rows written with the procedure, without their keys, which each revision may give anew."""
    if not isinstance(value, list):
        return value
    return [{name: row[name] for name in row if name not in OWN} for row in value]


def _label(name: str) -> str:
    field = Procedure._meta.get_field(name)
    many = field.related_model._meta.verbose_name_plural if field.one_to_many else ""
    return capfirst(str(many or field.verbose_name))
