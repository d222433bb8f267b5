"""Wagtail's editor of a sheet: the services, agents, pages and sheets that one may choose."""

from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

from home.knowledge.rights import WRITERS, readable
from portal.accounts.models import User
from portal.directory.coverage import coverage_of
from portal.directory.models import Service


class SheetEditorForm(WagtailAdminPageForm):
    """A sheet isn't given to a service for which its writer doesn't write.

    Only what its writer reads is offered; what others tied it to stays tied.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.for_user is not None and "service" in self.fields:
            mine = coverage_of(self.for_user).services(*WRITERS)
            self.fields["service"].queryset = Service.objects.filter(pk__in=mine)
            agents = User.objects.working_agents().order_by("last_name", "first_name", "pk")
            self.fields["kept_by"].queryset = agents
            self._offer()

    def _offer(self) -> None:
        sheets = self.fields["see_also"].queryset.live().filter(readable(self.for_user))
        self.fields["see_also"].queryset = sheets.order_by("title", "pk")
        online = Page.objects.live().filter(depth__gt=1)
        public = online.exclude(content_type__app_label=self._meta.model._meta.app_label)
        self.fields["pages"].queryset = public.order_by("title", "pk")

    def clean_see_also(self) -> list[Any]:
        return self._with_what_is_not_offered("see_also")

    def clean_pages(self) -> list[Any]:
        return self._with_what_is_not_offered("pages")

    def _with_what_is_not_offered(self, name: str) -> list[Any]:
        offered = {row.pk for row in self.fields[name].queryset}
        held = getattr(self.instance, name).all()
        return [*self.cleaned_data[name], *(row for row in held if row.pk not in offered)]
