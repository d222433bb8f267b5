"""Who holds which role, and who is away."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail_modeladmin.views import DeleteView

from portal.accounts.models import User
from portal.directory.admin_forms import AbsenceForm, MembershipForm
from portal.directory.admin_rights import (
    DirectoryAdmin,
    DirectoryPermissions,
    administered,
    administered_agents,
)
from portal.directory.membership import revoke
from portal.directory.models import Absence, Membership


class GivenAndTaken(DirectoryPermissions):
    """A role isn't edited: it is taken back and another one given."""

    def user_can_edit_obj(self, user: User, obj: Any) -> bool:
        return False

    def user_can_delete_obj(self, user: User, obj: Any) -> bool:
        return user.is_administrator and self._is_within(user, obj)


class RevokeView(DeleteView):
    """Takes a role back through the verb, which may refuse."""

    def delete_instance(self) -> None:
        taken = self.instance
        revoke(agent=taken.agent, service=taken.service, role=taken.role, by=self.request.user)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().post(request, *args, **kwargs)
        except ValidationError as refusal:
            messages.error(request, refusal.message)
            return redirect(self.index_url)


class MembershipAdmin(DirectoryAdmin):
    model = Membership
    menu_icon = "user"
    permission_helper_class = GivenAndTaken
    delete_view_class = RevokeView
    list_display = ["agent", "role", "service"]
    list_select_related = ["agent", "service"]
    list_filter = ["role", "service"]
    list_export = ["agent", "role", "service"]
    search_fields = ["agent__last_name", "agent__first_name", "agent__email", "service__name"]
    ordering = ["agent__last_name", "service__name", "role"]
    edit_handler = ObjectList(
        [FieldPanel("agent"), FieldPanel("service"), FieldPanel("role")],
        base_form_class=MembershipForm,
    )

    def within(self, agent: User) -> Q:
        return Q(service__in=administered(agent))


class AbsenceAdmin(DirectoryAdmin):
    model = Absence
    menu_icon = "calendar-alt"
    list_display = ["agent", "until"]
    list_select_related = ["agent"]
    list_filter = ["until"]
    list_export = ["agent", "until"]
    search_fields = ["agent__last_name", "agent__first_name", "agent__email"]
    ordering = ["-until"]
    edit_handler = ObjectList(
        [FieldPanel("agent"), FieldPanel("until")], base_form_class=AbsenceForm
    )

    def within(self, agent: User) -> Q:
        return administered_agents(agent, "agent")
