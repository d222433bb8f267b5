"""The entry « Import et export » of Wagtail's menu."""

from typing import Any

from django.urls import reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem


class AdministratorsItem(MenuItem):
    def is_shown(self, request: Any) -> bool:
        return bool(request.user.is_administrator)


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    return AdministratorsItem(
        "Import et export",
        reverse("spreadsheets"),
        name="spreadsheets",
        icon_name="table",
        order=210,
    )
