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
    PublishingPanel,
    TabbedInterface,
)
from wagtail.admin.ui.tables import Column
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.snippets.views.snippets import CreateView, EditView

from portal.accounts.models import User
from portal.directory.coverage import coverage_of
from portal.directory.models import Service
from portal.procedures import moderated, moderation_views, trial_view
from portal.procedures.guarded import GuardedIndexView, GuardedViewSet
from portal.procedures.models import Procedure
from portal.procedures.policies import EDITORS, WRITERS, ProcedurePolicy, may_publish
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
            agents = User.objects.working_agents()
            self.fields["backup_officer"].queryset = agents
        if self.for_user is not None:
            self._keep_to_rights(self.for_user)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        asked = "action-publish" in self.data or any(cleaned.get(name) for name in DATES)
        service, agent = cleaned.get("service"), self.for_user
        if agent is None:
            return cleaned
        if asked and service and not may_publish(agent, Procedure(service=service)):
            self.add_error("service", "Vous ne publiez pas pour ce service : proposez.")
        if not service and not coverage_of(agent).anywhere(*EDITORS):
            self.add_error("service", "Choisissez l’un de vos services.")
        return cleaned

    def is_valid(self) -> bool:
        if not super().is_valid():
            return False
        if self.is_deferred_validation:
            return True  # a draft, or a proposal: whoever decides sees what is missing
        self.save(commit=False)  # on the instance only: the reasons look at its documents and rules
        found: dict[str, list[str]] = {}
        for reason in refusals(self.instance):
            found.setdefault(reason.field, []).append(reason.sentence)
        for field, sentences in found.items():
            self._point_out(field, sentences)
        return not found

    def _keep_to_rights(self, agent: User) -> None:
        """Only those who publish set the dates."""
        policy = ProcedurePolicy(Procedure)
        procedure = self.instance
        publishes = (
            may_publish(agent, procedure)
            if procedure.pk
            else policy.user_has_permission(agent, "publish")
        )
        if not publishes:
            for name in DATES:
                self.fields.pop(name, None)

    def _point_out(self, field: str, sentences: list[str]) -> None:
        """At the field or among its rows, so that its tab says so too."""
        if field in self.formsets:
            self.formsets[field].non_form_errors().extend(sentences)
        elif field == "steps":  # Wagtail shows one error there, which may hold many
            errors = [ValidationError(sentence) for sentence in sentences]
            self.add_error(field, StreamBlockValidationError(non_block_errors=errors))
        else:
            self.add_error(field if field in self.fields else None, sentences)


DATES = ("go_live_at", "expire_at")
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
        panels=[
            FieldPanel(name)
            for name in (
                "commune_codes",
                "zone_codes",
                "field_key",
                "field_value",
                "channel",
                "service",
            )
        ],
        help_text="La première règle dont tous les critères sont remplis l’emporte. Une réponse "
        "attendue comme > 1500 ou < 18 compare un nombre, une somme, un calcul ou une date.",
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
    FieldPanel("for_whom"),
    FieldPanel("sensitive"),
    FieldPanel("subject_field"),
    FieldPanel("retention_months"),
    FieldPanel("archive_months"),
]


class ProcedureIndexView(GuardedIndexView):
    def get_list_more_buttons(self, instance: Procedure) -> list[Any]:
        return [*super().get_list_more_buttons(instance), trial_view.button(instance)]


class ProcedureCreateView(moderated.ModeratedMixin, CreateView):
    """A new procedure, whose draft may be proposed at once."""


class ProcedureEditView(moderated.ModeratedMixin, EditView):
    """A procedure's draft, locked to those who only write it while it waits for a decision."""

    def get_header_more_buttons(self) -> list[Any]:
        return sorted([*self.header_more_buttons, trial_view.button(self.object)])


class ProcedureViewSet(GuardedViewSet):
    """Procedures, with drafts, revisions and previews, each for those who cover its service."""

    model = Procedure
    index_view_class = ProcedureIndexView
    add_view_class = ProcedureCreateView
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
            ObjectList([*INTERNAL, PublishingPanel()], heading="Interne"),
        ],
        base_form_class=ProcedureForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Procedure]:
        return super().get_queryset(request).select_related("theme", "service")

    def get_urlpatterns(self) -> list[URLPattern]:
        trial = self.construct_view(trial_view.TryRoutingView)
        propose = self.construct_view(moderation_views.ProposeView)
        review = self.construct_view(
            moderation_views.ReviewView,
            edit_handler=self._edit_handler,
            template_name=moderation_views.ReviewView.template_name,
        )
        return [
            *super().get_urlpatterns(),
            path("essai/<str:pk>/", trial, name="try_routing"),
            path("proposition/<str:pk>/", propose, name="propose"),
            path("decision/<str:pk>/", review, name="review"),
        ]
