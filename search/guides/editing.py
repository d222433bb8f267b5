"""The forms in which guides and letters are written, and the view sets around them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, ObjectList, TabbedInterface
from wagtail.admin.ui.tables import Column
from wagtail.blocks.stream_block import StreamBlockValidationError
from wagtail.snippets.views.snippets import EditView

from portal.directory.models import Service
from portal.procedures.guarded import GuardedViewSet, changed_by_another
from portal.procedures.policies import EDITORS, may_publish
from search.guides import publishing
from search.guides.models import Guide, LetterKind

CHANGED = (
    "Quelqu’un a modifié ce texte pendant que vous l’écriviez\u00a0: relisez l’historique, "
    "puis publiez de nouveau pour le remplacer."
)


class KeptForm(WagtailAdminModelForm):
    """What a service keeps true: written for a service that one covers, published by its heads."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.for_user is not None and "service" in self.fields:
            covered = Service.objects.active().select_related("organisation")
            self.fields["service"].queryset = covered.covered_by(self.for_user, *EDITORS)

    @property
    def publishes(self) -> bool:
        return "action-publish" in self.data

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        service = cleaned.get("service")
        if self.publishes and service and not self._may_publish(service):
            refused = "Vous ne publiez pas pour ce service\u00a0: enregistrez le brouillon."
            self.add_error("service", refused)
        return cleaned

    def _may_publish(self, service: Service) -> bool:
        row = self._meta.model(service=service)
        return self.for_user is None or may_publish(self.for_user, row)


class GuideForm(KeptForm):
    """A guide being written. Publishing is refused with every reason at once."""

    def is_valid(self) -> bool:
        if not super().is_valid() or not self.publishes:
            return not self.errors
        self.save(commit=False)  # on the instance only: the reasons look at its questions
        found = publishing.refusals(self.instance)
        if found:
            errors = [ValidationError(sentence) for sentence in found]
            self.add_error("nodes", StreamBlockValidationError(non_block_errors=errors))
        return not found


class LetterForm(KeptForm):
    """A letter being explained, for publication when it says enough."""

    def is_valid(self) -> bool:
        if not super().is_valid() or not self.publishes:
            return not self.errors
        self.save(commit=False)
        for sentence in (found := publishing.letter_refusals(self.instance)):
            self.add_error(None, sentence)
        return not found


class KeptEditView(EditView):
    """Wagtail's, which only warns, where a script runs, of what a colleague wrote meanwhile."""

    def is_valid(self, form: Any) -> bool:
        """Publishing over it is refused once: the form then stands on what is there now."""
        if self.action == "publish" and not self.locked_for_user and changed_by_another(self):
            self.produced_error_code = "invalid_revision"
            self.produced_error_message = CHANGED
            return False
        valid: bool = super().is_valid(form)
        return valid


class KeptViewSet(GuardedViewSet):
    """Drafts and revisions, each for those who cover the service that keeps it."""

    edit_view_class = KeptEditView
    add_to_admin_menu = True
    copy_view_enabled = False  # a copy would carry the code of its original
    search_backend_name = None  # a few dozen rows
    ordering = ["title"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).select_related("service")


class GuideViewSet(KeptViewSet):
    model = Guide
    icon = "help"
    menu_label = "Guides d’orientation"
    menu_name = "guides"
    menu_order = 114
    list_display = ["title", "theme", "service", Column("state", label="État", accessor="state")]
    list_filter = ["theme", "service", "live", "has_unpublished_changes"]
    search_fields = ["title", "code", "words"]
    edit_handler = TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("nodes"),
                ],
                heading="Questions et fins",
            ),
            ObjectList(
                [
                    FieldPanel("title"),
                    FieldPanel("code"),
                    FieldRowPanel([FieldPanel("theme"), FieldPanel("order")]),
                    FieldPanel("summary"),
                    FieldPanel("words"),
                    FieldPanel("service"),
                    FieldPanel("shared"),
                ],
                heading="Entrée",
            ),
            ObjectList([HelpPanel(template="search/guides/figures.html")], heading="Fréquentation"),
        ],
        base_form_class=GuideForm,
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Guide]:
        return super().get_queryset(request).select_related("theme", "service")


class LetterViewSet(KeptViewSet):
    model = LetterKind
    icon = "mail"
    menu_label = "Courriers expliqués"
    menu_name = "letter-kinds"
    menu_order = 115
    list_display = ["title", "service", Column("state", label="État", accessor="state")]
    list_filter = ["service", "live", "has_unpublished_changes"]
    search_fields = ["title", "senders", "sentences"]
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("code"),
            FieldPanel("senders"),
            FieldPanel("sentences"),
            FieldPanel("meaning"),
            FieldPanel("steps"),
            FieldPanel("traps"),
            FieldRowPanel([FieldPanel("delay"), FieldPanel("delay_unit")]),
            FieldPanel("delay_note"),
            FieldPanel("legal"),
            FieldPanel("danger_words"),
            FieldPanel("danger"),
            FieldPanel("service"),
            FieldPanel("procedure"),
            FieldPanel("guide"),
            FieldPanel("sheet"),
        ],
        base_form_class=LetterForm,
    )
