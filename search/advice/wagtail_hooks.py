"""The tester of the advice, in Wagtail's reports."""

from typing import Any

from django.urls import URLPattern, path, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from portal.directory.coverage import coverage_of
from portal.procedures.policies import WRITERS
from search.advice.views import TITLE, TrialView


class WritersItem(MenuItem):
    def is_shown(self, request: Any) -> bool:
        return coverage_of(request.user).anywhere(*WRITERS)


@hooks.register("register_reports_menu_item")
def menu_item() -> MenuItem:
    return WritersItem(TITLE, reverse("advice_trial"), name="advice-trial", icon_name="help")


@hooks.register("register_admin_urls")
def address() -> list[URLPattern]:
    return [path("conseil-de-canal/", TrialView.as_view(), name="advice_trial")]
