"""« Fiches de l’État » in Wagtail's admin: what imports did, and what is local."""

from typing import Any

from django.contrib.admin import display
from django.db.models import Model, Q
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail_modeladmin.options import ModelAdminGroup

from home.state_sheets.models import Import, LocalProcedure, LocalService
from portal.accounts.models import User
from portal.directory.admin_forms import DirectoryForm
from portal.directory.admin_rights import DirectoryAdmin, DirectoryPermissions, administered
from portal.procedures.models import Procedure


class AdministratorsRead(DirectoryPermissions):
    """Imports are the machine's: nobody writes them."""

    def user_can_create(self, user: User) -> bool:
        return False

    def user_can_edit_obj(self, user: User, obj: Model) -> bool:
        return False

    def user_can_inspect_obj(self, user: User, obj: Model) -> bool:
        return user.is_administrator


class ImportAdmin(DirectoryAdmin):
    model = Import
    base_url_path = "imports-de-fiches"
    menu_label = "Imports"
    menu_icon = "download"
    permission_helper_class = AdministratorsRead
    list_display = ["at", "public", "outcome", "why", "moved", "left_out"]
    list_filter = ["outcome", "audience"]
    inspect_view_enabled = True
    inspect_view_fields = [
        "at", "source", "audience", "outcome", "why", "added", "changed", "withdrawn",
        "unchanged", "left_out", "problems",
    ]  # fmt: skip

    def within(self, agent: User) -> Q:
        return Q()

    @display(description="public")
    def public(self, one: Import) -> str:
        return one.get_audience_display() or one.source

    @display(description="ajoutées, changées, retirées")
    def moved(self, one: Import) -> str:
        return f"{one.added}, {one.changed}, {one.withdrawn}"


class LocalServiceAdmin(DirectoryAdmin):
    model = LocalService
    base_url_path = "services-des-fiches"
    menu_label = "Services locaux"
    menu_icon = "group"
    list_display = ["kind", "service"]
    list_select_related = ["service"]
    list_filter = ["kind"]
    search_fields = ["kind", "service__name"]
    edit_handler = ObjectList(
        [
            FieldPanel("kind", help_text="Ce que les fiches de l’État écrivent."),
            FieldPanel("service", help_text="Montré à sa place sur les fiches."),
        ],
        base_form_class=DirectoryForm,
    )

    def within(self, agent: User) -> Q:
        return Q(service__in=administered(agent))


class LocalProcedureForm(DirectoryForm):
    """An administrator names the procedures of the services they administer."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        procedures = Procedure.objects.order_by("title")
        if not self.for_user.is_superuser:
            procedures = procedures.filter(service__in=administered(self.for_user))
        self.fields["procedure"].queryset = procedures


class LocalProcedureAdmin(DirectoryAdmin):
    model = LocalProcedure
    base_url_path = "demarches-des-fiches"
    menu_label = "Démarches locales"
    menu_icon = "link"
    list_display = ["code", "procedure"]
    list_select_related = ["procedure"]
    search_fields = ["code", "procedure__title"]
    edit_handler = ObjectList(
        [FieldPanel("code"), FieldPanel("procedure")], base_form_class=LocalProcedureForm
    )

    def within(self, agent: User) -> Q:
        return Q(procedure__service__in=administered(agent))


class StateSheetsGroup(ModelAdminGroup):
    menu_label = "Fiches de l’État"
    menu_icon = "doc-full"
    menu_order = 130
    items = (LocalServiceAdmin, LocalProcedureAdmin, ImportAdmin)
