"""The page of a decision: a draft beside what is online, and a form about the revision read."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from portal.procedures.models.moderation import LONGEST_WORD


class DecisionForm(forms.Form):
    """A decision on the revision that was read."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    comment = forms.CharField(
        label="Commentaire",
        required=False,
        max_length=LONGEST_WORD,
        widget=forms.Textarea(attrs={"rows": 4, "maxlength": LONGEST_WORD}),
        help_text="Obligatoire pour renvoyer\u00a0: dites ce qui est à revoir.",
    )


class DecidingMixin:
    """Put before Wagtail's comparison of two revisions; whoever uses it looks at the rights.

    `moderation`: the module of the verbs (waiting_proposal, approve, send_back, may_decide).
    `decided`: the name of the list to which one comes back.
    """

    model: Any
    moderation: Any
    decided: str
    page_title = "Relire et décider"
    request: HttpRequest
    object: Any
    revision_id_b: int

    def setup(self, request: HttpRequest, pk: Any, *args: Any, **kwargs: Any) -> None:
        """The comparison is with the latest revision."""
        latest = get_object_or_404(self.model, pk=pk).latest_revision_id
        self.agent: Any = request.user
        super().setup(request, pk, "live", latest, *args, **kwargs)  # type: ignore[misc]  # a mixin
        self.draft = self.object.get_latest_revision_as_object()
        self.proposal = self.moderation.waiting_proposal(self.object)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.proposal is None:
            messages.info(request, self.moderation.NOT_WAITING)
            return redirect(self.edit_address())
        drawn: HttpResponse = super().get(request, *args, **kwargs)  # type: ignore[misc]  # a mixin
        return drawn

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = DecisionForm(request.POST)
        if form.is_valid():
            try:
                done = self._decide(form.cleaned_data)
            except ValidationError as error:
                form.add_error(None, error)
            else:
                messages.success(request, done)
                return redirect(self.decided)
        if self.proposal is None:
            return self.get(request)
        drawn: HttpResponse = self.render_to_response(self.get_context_data(form=form))  # type: ignore[attr-defined]  # a mixin
        return drawn

    def _decide(self, decision: dict[str, Any]) -> str:
        named = f"«\u00a0{self.draft}\u00a0»"
        if "approve" not in self.request.POST:
            self.moderation.send_back(self.object, by=self.agent, **decision)
            return f"{named} est renvoyée avec votre commentaire."
        published = self.moderation.approve(self.object, by=self.agent, **decision)
        when = "prévue à sa date" if published.approved_schedule else "en ligne"
        return f"{named} est validée, et {when}."

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, redrawn, is about the revision that this page now shows."""
        form: Any = kwargs.get("form") or DecisionForm(initial={"revision": self.revision_id_b})
        if form.is_bound:
            form.data = {**form.data.dict(), "revision": self.revision_id_b}
        rounds = type(self.proposal).objects.filter(workflow_state=self.proposal.workflow_state_id)
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]  # a mixin
        return context | {
            "form": form,
            "draft": self.draft,
            "proposal": self.proposal,
            "rounds": rounds.select_related("proposed_by", "finished_by").order_by("pk"),
            "may_decide": self.moderation.may_decide(self.agent, self.object, self.draft),
            "edit_url": self.edit_address(),
            "preview_url": self.preview_address(),
        }

    def edit_address(self) -> str:
        """Where the draft is written."""
        raise NotImplementedError  # each subject says it

    def preview_address(self) -> str:
        """Where the revision is read as it would be published."""
        raise NotImplementedError  # each subject says it
