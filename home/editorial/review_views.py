"""Pages to decide on: the list, and the page of a decision."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.pages.revisions import RevisionsCompareView
from wagtail.models import Page
from wagtail.permissions import policy_registry

from home.editorial import moderation
from home.editorial.keeping import service_of
from home.editorial.models import PageProposal
from home.editorial.policies import may_publish
from portal.procedures.deciding import DecidingMixin

PAGE = 50


class WritersView(WagtailAdminTemplateMixin, TemplateView):
    """A page of the admin for those who write some page; what it shows is theirs."""

    header_icon = "doc-full-inverse"
    action = "change"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.policy = policy_registry.get_by_type(Page)
        self.agent: Any = request.user
        if not self.policy.user_has_permission(self.agent, self.action):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        publishes = self.policy.user_has_permission(self.agent, "publish")
        return super().get_context_data(**kwargs) | {"may_publish": publishes}


class ToDecideView(WritersView):
    """The proposals on which the agent decides, the oldest first."""

    page_title = "Pages à valider"
    template_name = "editorial/to_decide.html"
    action = "publish"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = moderation.waiting_for(self.agent)
        page = Paginator(waiting, PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(**kwargs) | {"page": page, "rows": rows_of(list(page))}


def rows_of(proposals: list[PageProposal]) -> list[dict[str, Any]]:
    """Each proposal with the page that it changes, in one query whatever their number."""
    pages = Page.objects.in_bulk({int(each.revision.object_id) for each in proposals})
    return [
        {
            "proposal": proposal,
            "title": proposal.revision.object_str,
            "live": pages[int(proposal.revision.object_id)].live,
            "url": reverse("page_review", args=[proposal.revision.object_id]),
        }
        for proposal in proposals
    ]


class ReviewView(DecidingMixin, RevisionsCompareView):
    """What changes against what is online, and the decision.

    Whoever may not even change the page is refused by Wagtail's own look.
    """

    model = Page
    moderation = moderation
    decided = "pages_to_decide"
    template_name = "editorial/review.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_publish(request.user, self.object):
            raise PermissionDenied
        drawn: HttpResponse = super().dispatch(request, *args, **kwargs)
        return drawn

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"service": service_of(self.draft)}

    def edit_address(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.object.pk])

    def preview_address(self) -> str:
        return reverse(
            "wagtailadmin_pages:revisions_view", args=[self.object.pk, self.revision_id_b]
        )
