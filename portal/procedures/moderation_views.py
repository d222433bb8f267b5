"""Proposing and deciding, in Wagtail's admin: plain pages, each bound to a procedure."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.snippets.views.snippets import RevisionsCompareView

from portal.procedures import moderation
from portal.procedures.deciding import DecidingMixin
from portal.procedures.models import Procedure
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


class ReviewView(DecidingMixin, RevisionsCompareView):
    """What changed against what is online, what publishing would still refuse, and the decision."""

    model = Procedure
    moderation = moderation
    decided = "procedure_moderation"
    template_name = "procedures/review.html"
    permission_required = "publish"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        missing = sentences(refusals(self.draft))
        return super().get_context_data(**kwargs) | {"missing": missing}

    def edit_address(self) -> str:
        return edit_url(self.object)

    def preview_address(self) -> str:
        view = "wagtailsnippets_procedures_procedure:revisions_view"
        return reverse(view, args=[self.object.pk, self.revision_id_b])
