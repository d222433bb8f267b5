"""Proposing and deciding, in Wagtail's admin: plain pages, each bound to a procedure."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.snippets.views.snippets import RevisionsCompareView

from portal.procedures import moderation
from portal.procedures.models import Procedure, Proposal
from portal.procedures.models.moderation import LONGEST_WORD
from portal.procedures.publishing import refusals, sentences
from portal.procedures.trial_view import edit_url

LISTED = "wagtailsnippets_procedures_procedure:list"


class WordForm(forms.Form):
    """A word to whoever decides."""

    word = forms.CharField(
        label="Un mot à la personne qui valide",
        required=False,
        max_length=LONGEST_WORD,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST_WORD}),
        help_text="Ce que vous avez changé, et pourquoi.",
    )


class DecisionForm(forms.Form):
    """A decision on the revision that was read."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    comment = forms.CharField(
        label="Commentaire",
        required=False,
        max_length=LONGEST_WORD,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST_WORD}),
        help_text="Obligatoire pour renvoyer : dites ce qui est à revoir.",
    )


class ProposeView(BaseObjectMixin, WagtailAdminTemplateMixin, TemplateView):
    """What is missing, a word to whoever decides, and the draft is proposed."""

    model = Procedure
    page_title = "Proposer à la validation"
    header_icon = "resubmit"
    template_name = "procedures/propose.html"
    permission_required = "change"  # looked at by the view set, on the procedure itself

    def get_page_subtitle(self) -> str:
        return str(self.draft)

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.agent: Any = request.user
        self.draft = self.object.get_latest_revision_as_object()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form, agent = WordForm(request.POST), self.agent
        if form.is_valid():
            try:
                moderation.propose(self.object, by=agent, word=form.cleaned_data["word"])
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, f"« {self.draft} » est proposée à la validation.")
                return redirect(LISTED)
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "form": kwargs.get("form") or WordForm(),
            "missing": sentences(refusals(self.draft)),
            "edit_url": edit_url(self.object),
            "returned": moderation.last_round(self.object),
        }


class ReviewView(RevisionsCompareView):
    """What changed against what is online, what publishing would still refuse, and the decision."""

    page_title = "Relire et décider"
    template_name = "procedures/review.html"
    permission_required = "publish"

    def setup(self, request: HttpRequest, pk: str, *args: Any, **kwargs: Any) -> None:
        revision = get_object_or_404(Procedure, pk=pk).latest_revision_id
        super().setup(request, pk, "live", revision, *args, **kwargs)
        self.draft = self.object.get_latest_revision_as_object()
        self.proposal = moderation.waiting_proposal(self.object)
        self.agent: Any = request.user

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.proposal is None:
            messages.info(request, moderation.NOT_WAITING)
            return HttpResponseRedirect(edit_url(self.object))
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
                return redirect("procedure_moderation")
        if self.proposal is None:
            return self.get(request)
        return self.render_to_response(self.get_context_data(form=form))

    def _decide(self, decision: dict[str, Any]) -> str:
        if "approve" not in self.request.POST:
            moderation.send_back(self.object, by=self.agent, **decision)
            return f"« {self.draft} » est renvoyée avec votre commentaire."
        procedure = moderation.approve(self.object, by=self.agent, **decision)
        when = "prévue à sa date" if procedure.approved_schedule else "en ligne"
        return f"« {self.draft} » est validée, et {when}."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, redrawn, is about the revision that this page now shows."""
        form: Any = kwargs.get("form") or DecisionForm(initial={"revision": self.revision_id_b})
        if form.is_bound:
            form.data = {**form.data.dict(), "revision": self.revision_id_b}
        rounds = Proposal.objects.filter(workflow_state__current_task_state=self.proposal)
        return super().get_context_data(**kwargs) | {
            "form": form,
            "draft": self.draft,
            "proposal": self.proposal,
            "rounds": rounds.select_related("proposed_by", "finished_by").order_by("pk"),
            "missing": sentences(refusals(self.draft)),
            "may_decide": moderation.may_decide(self.agent, self.object, self.draft),
            "edit_url": edit_url(self.object),
            "preview_url": self._preview_url(),
        }

    def _preview_url(self) -> str:
        view = "wagtailsnippets_procedures_procedure:revisions_view"
        return reverse(view, args=[self.object.pk, self.revision_id_b])
