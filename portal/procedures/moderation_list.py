"""« À valider »: the one list of what waits for those who publish, and the ways to it."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic import PermissionCheckedMixin
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Revision

from portal.procedures.models import Procedure, Proposal
from portal.procedures.policies import ProcedurePolicy
from portal.procedures.waiting import changed, planned_for, refused_for, waiting_for

TITLE = "À valider"
PAGE = 50
REVIEW = "wagtailsnippets_procedures_procedure:review"
EDIT = "wagtailsnippets_procedures_procedure:edit"


class ToValidateView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Proposals, planned publications and refused ones, among what the agent publishes."""

    model = Procedure
    page_title = TITLE
    header_icon = "tasks"
    template_name = "procedures/to_validate.html"
    permission_required = "publish"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        agent: Any = self.request.user
        page = Paginator(waiting_for(agent), PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(**kwargs) | {
            "page": page,
            "rows": rows_of(list(page)),
            "planned": [_planned(each) for each in planned_for(agent)[:PAGE]],
            "refused": [
                (each, reverse(EDIT, args=[each.procedure_id]))
                for each in refused_for(agent)[:PAGE]
            ],
        }


def rows_of(proposals: list[Proposal]) -> list[dict[str, Any]]:
    """Each proposal with what it is about, in two queries whatever their number."""
    wanted = {int(proposal.revision.object_id) for proposal in proposals}
    about = Procedure.objects.select_related("live_revision", "latest_revision").in_bulk(wanted)
    return [_row(proposal, about[int(proposal.revision.object_id)]) for proposal in proposals]


def _row(proposal: Proposal, procedure: Procedure) -> dict[str, Any]:
    return {
        "proposal": proposal,
        "procedure": procedure,
        "title": procedure.latest_revision.object_str,
        "changed": changed(procedure.latest_revision, procedure.live_revision),
        "url": reverse(REVIEW, args=[procedure.pk]),
    }


def _planned(revision: Revision) -> dict[str, Any]:
    return {
        "title": revision.object_str,
        "at": revision.approved_go_live_at,
        "url": reverse(EDIT, args=[revision.object_id]),
    }


class ToValidateMenuItem(MenuItem):
    """In the menu of those who publish somewhere."""

    def is_shown(self, request: HttpRequest) -> bool:
        return ProcedurePolicy(Procedure).user_has_permission(request.user, "publish")


class ToValidatePanel(Component):
    """How many proposals wait, on the admin's home; nothing when none does."""

    name = "to_validate"
    order = 50
    template_name = "procedures/home_panel.html"

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        agent = parent_context["request"].user
        return {
            "waiting": waiting_for(agent).count(),
            "refused": refused_for(agent).count(),
            "url": reverse("procedure_moderation"),
        }


def menu_item() -> MenuItem:
    return ToValidateMenuItem(
        TITLE, reverse("procedure_moderation"), name="to-validate", icon_name="tasks", order=109
    )


def add_panel(request: HttpRequest, panels: list[Any]) -> None:
    """Wagtail's hook."""
    if ProcedurePolicy(Procedure).user_has_permission(request.user, "publish"):
        panels.append(ToValidatePanel())
