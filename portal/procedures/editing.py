"""The form in which a procedure is written, and the view set around it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import (
    FieldPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)
from wagtail.admin.ui.tables import Column
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.snippets.views.snippets import EditView

from portal.accounts.models import Kind, User
from portal.directory.models import Service
from portal.procedures import trial_view
from portal.procedures.guarded import GuardedIndexView, GuardedViewSet
from portal.procedures.models import Procedure
from portal.procedures.policies import WRITERS
from portal.procedures.publishing import refusals


class ProcedureForm(WagtailAdminModelForm):
    """A procedure being written. Publishing is refused with every reason at once."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        covered = Service.objects.active().select_related("organisation")
        if self.for_user is not None:
            covered = covered.covered_by(self.for_user, *WRITERS)
        if "service" in self.fields:
            self.fields["service"].queryset = covered
        if "backup_officer" in self.fields:
            agents = User.objects.filter(kind=Kind.AGENT, is_active=True)
            self.fields["backup_officer"].queryset = agents

    def is_valid(self) -> bool:
        if not super().is_valid():
            return False
        if self.is_deferred_validation:
            return True
        self.save(commit=False)  # on the instance only: the reasons look at its documents and rules
        found: dict[str, list[str]] = {}
        for reason in refusals(self.instance):
            found.setdefault(reason.field, []).append(reason.sentence)
        for field, sentences in found.items():
            self._point_out(field, sentences)
        return not found

    def _point_out(self, field: str, sentences: list[str]) -> None:
        """At the field or among its rows, so that its tab says so too."""
        if field in self.formsets:
            self.formsets[field].non_form_errors().extend(sentences)
        elif field == "steps":  # Wagtail shows one error there, which may hold many
            errors = [ValidationError(sentence) for sentence in sentences]
            self.add_error(field, StreamBlockValidationError(non_block_errors=errors))
        else:
            self.add_error(field if field in self.fields else None, sentences)


PRESENTATION = [
    FieldPanel("title"),
    FieldPanel("code"),
    FieldPanel("theme"),
    FieldPanel("summary"),
    FieldPanel("description"),
    FieldPanel("audience"),
    FieldPanel("cost"),
    FieldPanel("emergency"),
    FieldPanel("words"),
]
DOCUMENTS = [
    InlinePanel("required_documents", heading="Documents demandés", label="Document"),
    InlinePanel("offers", heading="Autres canaux", label="Canal"),
]
ROUTING = [
    FieldPanel("service"),
    FieldPanel("backup_officer"),
    FieldPanel("shared"),
    InlinePanel(
        "routing_rules",
        heading="Règles, dans l’ordre",
        label="Règle",
        help_text="La première règle dont tous les critères sont remplis l’emporte.",
    ),
    HelpPanel(template="procedures/try_routing_link.html"),
]
LEGAL = [
    MultiFieldPanel(
        [FieldPanel("acknowledge_days"), FieldPanel("answer_delay"), FieldPanel("answer_unit")],
        heading="Délais annoncés",
    ),
    MultiFieldPanel(
        [
            FieldPanel("silence"),
            FieldPanel("silence_months"),
            FieldPanel("legal_basis"),
            FieldPanel("appeal_route"),
        ],
        heading="Régime légal",
    ),
]
INTERNAL = [
    FieldPanel("script"),
    FieldPanel("confidential"),
    FieldPanel("subject_field"),
    FieldPanel("retention_months"),
    FieldPanel("archive_months"),
]


class ProcedureIndexView(GuardedIndexView):
    def get_list_more_buttons(self, instance: Procedure) -> list[Any]:
        return [*super().get_list_more_buttons(instance), trial_view.button(instance)]


class ProcedureEditView(EditView):
    def get_header_more_buttons(self) -> list[Any]:
        return sorted([*self.header_more_buttons, trial_view.button(self.object)])


class ProcedureViewSet(GuardedViewSet):
    """Procedures, with drafts, revisions and previews, each for those who cover its service."""

    model = Procedure
    index_view_class = ProcedureIndexView
    edit_view_class = ProcedureEditView
    icon = "form"
    menu_label = "Démarches"
    menu_name = "procedures"
    menu_order = 110
    add_to_admin_menu = True
    copy_view_enabled = False  # a copy would carry the code of its original
    list_display = [
        "title",
        "theme",
        "service",
        Column("silence", label="Régime légal", accessor="get_silence_display"),
        Column("state", label="État", accessor="state"),
    ]
    list_filter = ["theme", "service", "silence", "live", "confidential"]
    list_export = ["code", "title", "theme", "service", "silence", "legal_basis", "live"]
    search_fields = ["title", "code", "summary", "words"]
    search_backend_name = None  # a few hundred rows: the database does
    ordering = ["title"]
    edit_handler = TabbedInterface(
        [
            ObjectList(PRESENTATION, heading="Présentation"),
            ObjectList([FieldPanel("steps")], heading="Formulaire"),
            ObjectList(DOCUMENTS, heading="Documents et canaux"),
            ObjectList(ROUTING, heading="Aiguillage"),
            ObjectList(LEGAL, heading="Délais et droit"),
            ObjectList(INTERNAL, heading="Interne"),
        ],
        base_form_class=ProcedureForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Procedure]:
        return super().get_queryset(request).select_related("theme", "service")

    def get_urlpatterns(self) -> list[URLPattern]:
        trial = self.construct_view(trial_view.TryRoutingView)
        return [*super().get_urlpatterns(), path("essai/<str:pk>/", trial, name="try_routing")]
