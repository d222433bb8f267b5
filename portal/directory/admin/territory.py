"""Communes and quartiers."""

from typing import Any

from django.contrib.admin import display
from django.db.models import Q
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList

from portal.accounts.models import User
from portal.directory.admin_forms import DirectoryForm, ZoneForm
from portal.directory.admin_rights import (
    DirectoryAdmin,
    DirectoryPermissions,
    administered_organisations,
)
from portal.directory.models import Commune, Zone


class ImportedRows(DirectoryPermissions):
    """Everybody in charge reads them; they come from a file."""

    def user_can_create(self, user: User) -> bool:
        return False

    def user_can_edit_obj(self, user: User, obj: Any) -> bool:
        return user.is_superuser

    def user_can_delete_obj(self, user: User, obj: Any) -> bool:
        return False


class CommuneAdmin(DirectoryAdmin):
    model = Commune
    menu_icon = "site"
    permission_helper_class = ImportedRows
    list_display = ["name", "insee", "department", "postal_codes", "population", "epci_name"]
    list_filter = ["department"]
    list_export = [*list_display, "siren", "epci_siren"]
    search_fields = ["name", "folded", "former_names", "insee", "postal_codes", "epci_name"]
    ordering = ["name", "insee"]
    edit_handler = ObjectList(
        [
            FieldPanel(name)
            for name in ("name", "former_names", "department", "postal_codes", "population")
        ],
        base_form_class=DirectoryForm,
    )

    def within(self, agent: User) -> Q:
        return Q()


class ZoneAdmin(DirectoryAdmin):
    model = Zone
    menu_icon = "crosshairs"
    menu_label = "Quartiers"
    list_display = ["name", "kind", "organisation", "code", "drawn"]
    list_select_related = ["organisation"]
    list_filter = ["organisation", "kind"]
    list_export = ["code", "name", "kind", "organisation", "drawn"]
    search_fields = ["name", "former_names", "code", "streets"]
    ordering = ["organisation__name", "kind", "name"]
    edit_handler = ObjectList(
        [
            FieldPanel("name"),
            FieldRowPanel([FieldPanel("organisation"), FieldPanel("kind"), FieldPanel("code")]),
            FieldPanel("former_names"),
            FieldPanel("communes"),
            FieldPanel("outline"),
            FieldPanel("streets"),
        ],
        base_form_class=ZoneForm,
    )

    def within(self, agent: User) -> Q:
        return Q(organisation__in=administered_organisations(agent))

    @display(description="se reconnaît à", ordering="south")
    def drawn(self, zone: Zone) -> str:
        """What tells that a place is in it, beside its name."""
        known = {"contour": zone.has_outline, "rues": bool(zone.streets)}
        return ", ".join(word for word, there in known.items() if there) or "son nom"
