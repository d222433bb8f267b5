"""« Essayer l’aiguillage », beside a procedure's editing page."""

from typing import Any

from django.urls import reverse
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button

from portal.procedures.compile import schema_of
from portal.procedures.forms import step_form
from portal.procedures.models import Procedure
from portal.procedures.routing import NowhereToGo
from portal.procedures.routing_words import RoutingWords
from portal.procedures.schema import FormSchema, SchemaError
from portal.procedures.trial import ChannelForm, differs, sample_step, try_out
from portal.procedures.validation import check

LABEL = "Essayer l’aiguillage"


class TryRoutingView(BaseObjectMixin, WagtailAdminTemplateMixin, TemplateView):
    """Where a sample would go by the draft's rules. Asked by GET: nothing is written."""

    model = Procedure
    page_title = LABEL
    header_icon = "resubmit"
    template_name = "procedures/try_routing.html"
    permission_required = "change"  # looked at by the view set, on the procedure itself

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> Any:
        listed = reverse("wagtailsnippets_procedures_procedure:list")
        return [
            *super().get_breadcrumbs_items(),
            {"url": listed, "label": "Démarches"},
            {"url": edit_url(self.object), "label": str(self.object)},
            {"url": "", "label": LABEL},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        draft = self.object.get_latest_revision_as_object()
        context = super().get_context_data(**kwargs) | {"edit_url": edit_url(self.object)}
        try:
            form = check(schema_of(draft.steps))
        except SchemaError as error:
            return context | {"mistakes": error.messages}
        published = self.object
        return context | {
            "unpublished": not published.live,
            "differs": published.live and differs(draft, published),
            **self._trial(draft, form),
        }

    def _trial(self, draft: Procedure, form: FormSchema) -> dict[str, Any]:
        sent = self.request.GET if "essai" in self.request.GET else None
        sample, channel = sample_step(draft, form), ChannelForm(sent)
        questions = step_form(sample, answers={}, data=sent)
        shown = {"questions": questions, "channel": channel, "outcome": None, "nowhere": False}
        if sent is None or not (questions.is_valid() and channel.is_valid()):
            return shown
        try:
            outcome = try_out(
                draft,
                self.object,
                answers=questions.answers,
                channel=channel.cleaned_data["channel"],
            )
        except NowhereToGo:
            return shown | {"nowhere": True}
        words = RoutingWords(draft, form, sample)
        return shown | {
            "outcome": outcome,
            "lines": words.lines(outcome.routed),
            "conclusion": words.conclusion(outcome.routed),
        }


def edit_url(procedure: Procedure) -> str:
    return reverse("wagtailsnippets_procedures_procedure:edit", args=[procedure.pk])


def button(procedure: Procedure) -> Button:
    """The way to the trial, in the menus of a procedure."""
    address = reverse("wagtailsnippets_procedures_procedure:try_routing", args=[procedure.pk])
    return Button(LABEL, url=address, icon_name="resubmit", priority=15)
