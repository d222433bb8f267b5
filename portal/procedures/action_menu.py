"""The buttons below a procedure's form: what this person may do with this procedure, now.

Wagtail's own look at rights on the model, which nobody but superusers holds here.
"""

from typing import Any

from django.urls import reverse
from wagtail.permissions import policy_registry
from wagtail.snippets import action_menu as wagtail

from portal.directory.coverage import coverage_of
from portal.procedures.guarded import GuardedViewSet
from portal.procedures.models import Procedure
from portal.procedures.moderation import may_withdraw, waiting_proposal
from portal.procedures.policies import PUBLISHERS, WRITERS

Context = dict[str, Any]


class Publish(wagtail.PublishMenuItem):
    def is_shown(self, context: Context) -> bool:
        return not context.get("locked_for_user") and _may_publish(context)


class Unpublish(wagtail.UnpublishMenuItem):
    def is_shown(self, context: Context) -> bool:
        live = context["view"] == "edit" and context["instance"].live
        return bool(live) and not context.get("locked_for_user") and _may_publish(context)


class PublishUnlessProposed(Publish):
    """A proposal is decided on its own page, on what was read."""

    def is_shown(self, context: Context) -> bool:
        return super().is_shown(context) and not context["proposal"]


class Decide(wagtail.ActionMenuItem):
    name = "action-decide"
    label = "Relire et décider"
    icon_name = "success"
    template_name = "procedures/menu_link.html"

    def is_shown(self, context: Context) -> bool:
        return context["proposal"] is not None and _may_publish(context)

    def get_url(self, context: Context) -> str:
        procedure = context["instance"]
        return reverse("wagtailsnippets_procedures_procedure:review", args=[procedure.pk])


class Propose(wagtail.ActionMenuItem):
    name = "action-submit"
    label = "Proposer à la validation"
    icon_name = "resubmit"

    def is_shown(self, context: Context) -> bool:
        if context.get("locked_for_user") or context["proposal"]:
            return False
        if context["view"] == "create":
            coverage = coverage_of(context["request"].user)
            return not coverage.services(*WRITERS) <= coverage.services(*PUBLISHERS)
        return not _may_publish(context)


class Withdraw(wagtail.ActionMenuItem):
    name = "action-cancel-workflow"
    label = "Reprendre ma proposition"
    icon_name = "undo"

    def is_shown(self, context: Context) -> bool:
        proposal = context["proposal"]
        return proposal is not None and may_withdraw(context["request"].user, proposal)


def buttons(items: list[Any], _request: Any, context: Context) -> None:
    """Wagtail's hook: puts ours in the place of its own, for the models guarded row by row."""
    model = context["model"]
    if not isinstance(model.snippet_viewset, GuardedViewSet):
        return
    context["proposal"] = _waiting(context)
    ours: list[Any] = [Unpublish(order=20)]
    ours += (
        [PublishUnlessProposed(order=30), Decide(order=-10), Propose(order=60), Withdraw(order=70)]
        if model is Procedure
        else [Publish(order=30)]
    )
    kept = [item for item in items if item.name in {"action-save", "action-locked"}]
    items[:] = sorted(
        [*kept, *(item for item in ours if item.is_shown(context))], key=lambda item: item.order
    )


def _may_publish(context: Context) -> bool:
    user, instance = context["request"].user, context.get("instance")
    policy = policy_registry.get_by_type(context["model"])
    if instance is None or instance.pk is None:
        return bool(policy.user_has_permission(user, "publish"))
    return bool(policy.user_has_permission_for_instance(user, "publish", instance))


def _waiting(context: Context) -> Any:
    instance = context.get("instance")
    if not isinstance(instance, Procedure) or instance.pk is None:
        return None
    return waiting_proposal(instance)
