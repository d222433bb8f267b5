"""Pages to decide on: the list, and the page of a decision."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
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

PAGE = 50
LONGEST = 1000


class DecisionForm(forms.Form):
    """A decision on the revision that was read."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    comment = forms.CharField(
        label="Commentaire",
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST}),
        help_text="Obligatoire pour renvoyer\u00a0: dites ce qui est à revoir.",
    )


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


class ReviewView(RevisionsCompareView):
    """What changes against what is online, and the decision."""

    page_title = "Relire et décider"
    template_name = "editorial/review.html"

    def setup(self, request: HttpRequest, pk: int, *args: Any, **kwargs: Any) -> None:
        """Whoever may not even change the page is refused by Wagtail's own look."""
        latest = get_object_or_404(Page, pk=pk).latest_revision_id
        self.agent: Any = request.user
        super().setup(request, pk, "live", latest, *args, **kwargs)
        self.draft = self.object.get_latest_revision_as_object()
        self.proposal = moderation.waiting_proposal(self.object)

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not may_publish(request.user, self.object):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.proposal is None:
            messages.info(request, moderation.NOT_WAITING)
            return redirect("wagtailadmin_pages:edit", self.object.pk)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = DecisionForm(request.POST)
        if form.is_valid():
            try:
                done = self._decide(form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, done)
                return redirect("pages_to_decide")
        if self.proposal is None:
            return self.get(request)
        return self.render_to_response(self.get_context_data(form=form))

    def _decide(self, decision: dict[str, Any]) -> str:
        if "approve" not in self.request.POST:
            moderation.send_back(self.object, by=self.agent, **decision)
            return f"«\u00a0{self.draft.title}\u00a0» est renvoyée avec votre commentaire."
        page = moderation.approve(self.object, by=self.agent, **decision)
        when = "prévue à sa date" if page.approved_schedule else "en ligne"
        return f"«\u00a0{self.draft.title}\u00a0» est validée, et {when}."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, redrawn, is about the revision that this page now shows."""
        form: Any = kwargs.get("form") or DecisionForm(initial={"revision": self.revision_id_b})
        if form.is_bound:
            form.data = {**form.data.dict(), "revision": self.revision_id_b}
        rounds = PageProposal.objects.filter(workflow_state=self.object.current_workflow_state)
        return super().get_context_data(**kwargs) | {
            "form": form,
            "draft": self.draft,
            "service": service_of(self.draft),
            "proposal": self.proposal,
            "rounds": rounds.select_related("proposed_by", "finished_by").order_by("pk"),
            "may_decide": moderation.may_decide(self.agent, self.object, self.draft),
            "edit_url": self.get_edit_url(),
            "preview_url": reverse(
                "wagtailadmin_pages:revisions_view", args=[self.object.pk, self.revision_id_b]
            ),
        }
