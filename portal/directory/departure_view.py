"""« Départ d’un agent », in Wagtail's admin."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.views.generic import FormView
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button

from portal.accounts.models import User
from portal.directory.departure_form import DepartureForm
from portal.directory.departures import Lot, handed_over, lots
from portal.directory.leaving import depart, may_leave

LABEL = "Départ d’un agent"


class DepartureView(BaseObjectMixin, WagtailAdminTemplateMixin, FormView):
    """All that the agent holds and who takes it over; then what was done, and by whom."""

    model = User
    form_class = DepartureForm
    page_title = LABEL
    header_icon = "user"
    template_name = "directory/departure.html"
    object: User
    by: User

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not (request.user.is_authenticated and may_leave(request.user, self.object)):
            raise PermissionDenied
        self.by = request.user

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"lots": self.lots}

    def form_valid(self, form: DepartureForm) -> HttpResponse:
        try:
            departure = depart(agent=self.object, choices=form.choices, by=self.by)
        except ValidationError as refusal:
            form.add_error(None, refusal)
            return self.form_invalid(form)
        if departure.ended_at:
            messages.success(self.request, f"Le départ de {self.object} est enregistré.")
        return redirect(self.request.path)

    @cached_property
    def lots(self) -> list[Lot]:
        return lots(self.object, self.by)

    def get_page_subtitle(self) -> str:
        return str(self.object)

    def get_breadcrumbs_items(self) -> Any:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("wagtailusers_users:index"), "label": "Agents"},
            {"url": edit_url(self.object), "label": str(self.object)},
            {"url": "", "label": LABEL},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        past: list[Any] = list(self.object.departures.select_related("by")[:5])
        for each in past:
            each.lines = handed_over(each, self.by)
        under_way = next((each for each in past if each.ended_at is None), None)
        remains = self.object.is_active or any(lot.hand_over for lot in self.lots)
        return super().get_context_data(**kwargs) | {
            "agent": self.object,
            "edit_url": edit_url(self.object),
            "under_way": under_way,
            "past": [each for each in past if each.ended_at],
            "asks": remains and not under_way,
            "roles": self.object.memberships.select_related("service"),
        }


def edit_url(agent: User) -> str:
    return reverse("wagtailusers_users:edit", args=[agent.pk])


def buttons(agent: User, by: User) -> list[Button]:
    """The way to the page, in the menus of an agent, for who may."""
    if not may_leave(by, agent):
        return []
    address = reverse("wagtailusers_users:departure", args=[agent.pk])
    return [Button(LABEL, url=address, icon_name="logout", priority=60)]
