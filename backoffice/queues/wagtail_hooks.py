"""The way back from Wagtail's admin to the demandes."""

from django.urls import reverse_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem


@hooks.register("register_admin_menu_item")
def back_to_the_queues() -> MenuItem:
    return MenuItem(
        "Espace des agents", reverse_lazy("queue_home"), name="queues", icon_name="tasks", order=1
    )
