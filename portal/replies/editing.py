"""The form in which an answer template is written, and the view set around it."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.permissions import policy_registry

from portal.procedures.guarded import GuardedViewSet
from portal.procedures.models import Procedure
from portal.procedures.policies import EditorialPolicy
from portal.replies.models import AnswerTemplate
from portal.replies.variables import FIXED, problems

HELP = "Les variables sont remplacées par ce que la demande contient : "
OWN = ", et la clé de chaque question de la démarche."


class TemplateForm(WagtailAdminModelForm):
    """A template being written, for a procedure that its author covers."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.for_user is not None:
            procedures = EditorialPolicy(Procedure)
            written = procedures.instances_user_has_any_permission_for(self.for_user, ["change"])
            self.fields["procedure"].queryset = written
        self.fields["body"].help_text = variables_help()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        for problem in problems(cleaned.get("body", ""), cleaned.get("procedure")):
            self.add_error("body", problem)
        if not self._may("change", cleaned.get("procedure")):
            self.add_error("procedure", "Choisissez une démarche de vos services.")
        if "action-publish" in self.data and not self._may("publish", cleaned.get("procedure")):
            self.add_error(None, "Vous ne pouvez pas publier pour cette démarche : enregistrez.")
        return cleaned

    def _may(self, action: str, procedure: Procedure | None) -> bool:
        policy = policy_registry.get_by_type(AnswerTemplate)
        template = AnswerTemplate(procedure=procedure)
        return self.for_user is None or bool(
            policy.user_has_permission_for_instance(self.for_user, action, template)
        )


def variables_help() -> str:
    """The variables that any template may use, each with what it stands for."""
    pairs = (("{{ " + name + " }}", words) for name, words in FIXED.items())
    return format_html("{}{}{}", HELP, format_html_join(", ", "<code>{}</code> ({})", pairs), OWN)


class TemplateViewSet(GuardedViewSet):
    """Answer templates, with drafts and revisions."""

    model = AnswerTemplate
    icon = "mail"
    menu_label = "Modèles de réponse"
    menu_name = "answer-templates"
    menu_order = 112
    add_to_admin_menu = True
    copy_view_enabled = False  # a copy isn't guarded by the rights on its original
    list_display = [
        "title",
        "procedure",
        Column("decision", label="Décision", accessor="get_decision_display"),
        Column("live", label="Publié", accessor=lambda template: "Oui" if template.live else "Non"),
    ]
    list_filter = ["decision", "live"]
    search_fields = ["title", "body"]
    search_backend_name = None  # a few hundred rows: the database does
    ordering = ["title"]
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("procedure"),
            FieldPanel("decision"),
            FieldPanel("body"),
        ],
        base_form_class=TemplateForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[AnswerTemplate]:
        return super().get_queryset(request).select_related("procedure")
