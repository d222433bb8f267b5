"""Alerts in Wagtail's admin: a plain list, within one's organisations."""

from typing import Any

from django.db.models import Q
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList

from home.alerts.models import Alert
from portal.accounts.models import User
from portal.directory.admin_rights import DirectoryAdmin, DirectoryPermissions
from portal.directory.coverage import coverage_of
from portal.directory.models import Organisation, Service
from portal.directory.roles import Role


def alerted_by(agent: User) -> frozenset[int]:
    """The organisations that the agent alerts: administrators of a service, heads of a top one."""
    if agent.is_superuser:
        return frozenset(Organisation.objects.values_list("pk", flat=True))
    coverage = coverage_of(agent)
    tops = Service.objects.filter(parent=None, pk__in=coverage.services(Role.HEAD))
    own = Service.objects.filter(pk__in=coverage.services(Role.ADMINISTRATOR))
    return frozenset((tops | own).values_list("organisation", flat=True))


class AlertPermissions(DirectoryPermissions):
    def user_can_list(self, user: User) -> bool:
        return bool(alerted_by(user))

    def user_can_create(self, user: User) -> bool:
        return self.user_can_list(user)

    def user_can_edit_obj(self, user: User, obj: Any) -> bool:
        return self._is_within(user, obj)


class AlertForm(WagtailAdminModelForm):
    """Only whoever runs the installation speaks on every site."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.for_user.is_superuser:
            field = self.fields["organisation"]
            field.queryset = Organisation.objects.filter(pk__in=alerted_by(self.for_user))
            field.required, field.help_text = True, ""


class AlertAdmin(DirectoryAdmin):
    model = Alert
    menu_label = "Alertes"
    menu_icon = "warning"
    menu_order = 112
    permission_helper_class = AlertPermissions
    list_display = ["text", "tone", "organisation", "since", "until", "state"]
    list_select_related = ["organisation"]
    list_filter = ["tone", "organisation"]
    list_export = ["text", "tone", "link", "organisation", "since", "until"]
    search_fields = ["text"]
    edit_handler = ObjectList(
        [
            FieldPanel("text"),
            FieldRowPanel([FieldPanel("tone"), FieldPanel("organisation")]),
            FieldRowPanel([FieldPanel("since"), FieldPanel("until")]),
            FieldPanel("link"),
        ],
        base_form_class=AlertForm,
    )

    def within(self, agent: User) -> Q:
        return Q(organisation__in=alerted_by(agent))
