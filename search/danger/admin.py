"""The emergency numbers in Wagtail's admin: administrators read them, superusers write them."""

from typing import Any

from django import forms
from django.contrib.admin import display
from django.db.models import Q
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList

from portal.accounts.models import User
from portal.directory.admin_rights import DirectoryAdmin, DirectoryPermissions
from search.danger.kinds import Danger
from search.danger.models import EmergencyNumber


class SuperusersWrite(DirectoryPermissions):
    """All organisations show these numbers: one of them doesn't change them for the others."""

    def user_can_create(self, user: User) -> bool:
        return user.is_superuser

    def user_can_edit_obj(self, user: User, obj: Any) -> bool:
        return user.is_superuser

    def user_can_delete_obj(self, user: User, obj: Any) -> bool:
        return user.is_superuser


class EmergencyNumberForm(WagtailAdminModelForm):
    kinds = forms.MultipleChoiceField(
        label="Dangers", choices=Danger, widget=forms.CheckboxSelectMultiple
    )


class EmergencyNumberAdmin(DirectoryAdmin):
    model = EmergencyNumber
    menu_label = "Numéros d’urgence"
    menu_icon = "warning"
    menu_order = 205
    permission_helper_class = SuperusersWrite
    list_display = ["number", "name", "territory", "dangers", "when"]
    list_filter = ["territory"]
    list_export = ["number", "name", "territory", "dangers", "why", "when", "by_sms"]
    search_fields = ["number", "name", "why"]
    ordering = ["territory", "order", "pk"]
    edit_handler = ObjectList(
        [
            FieldRowPanel([FieldPanel("number"), FieldPanel("by_sms")]),
            FieldPanel("name"),
            FieldPanel("why"),
            FieldPanel("when"),
            FieldRowPanel([FieldPanel("territory"), FieldPanel("order")]),
            FieldPanel("kinds"),
        ],
        base_form_class=EmergencyNumberForm,
    )

    def within(self, agent: User) -> Q:
        return Q()

    @display(description="dangers")
    def dangers(self, number: EmergencyNumber) -> str:
        return ", ".join(str(Danger(kind).label) for kind in number.kinds)
