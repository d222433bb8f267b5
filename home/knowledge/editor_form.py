"""Wagtail's editor of a sheet: the services and the agents that one may choose."""

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm

from home.knowledge.rights import WRITERS
from portal.accounts.models import User
from portal.directory.coverage import coverage_of
from portal.directory.models import Service


class SheetEditorForm(WagtailAdminPageForm):
    """A sheet isn't given to a service for which its writer doesn't write."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.for_user is not None and "service" in self.fields:
            mine = coverage_of(self.for_user).services(*WRITERS)
            self.fields["service"].queryset = Service.objects.filter(pk__in=mine)
            agents = User.objects.working_agents().order_by("last_name", "first_name", "pk")
            self.fields["kept_by"].queryset = agents
