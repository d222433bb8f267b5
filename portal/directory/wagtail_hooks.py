"""The menu « Annuaire » of Wagtail's admin, and who manages agents there."""

from django.http import HttpRequest
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy
from wagtail_modeladmin.options import modeladmin_register

from portal.accounts.models import User
from portal.directory.admin.menu import DirectoryGroup
from portal.directory.agents_policy import AgentPolicy

register_permission_policy(User, AgentPolicy(User))
modeladmin_register(DirectoryGroup)


@hooks.register("construct_help_menu")
def hide_wagtail_news(_request: HttpRequest, items: list[MenuItem]) -> None:
    """What is new in Wagtail is for who installs it, in English; the guide is for editors."""
    items[:] = [item for item in items if not item.name.startswith("whats-new")]


@hooks.register("construct_reports_menu")
def hide_what_all_services_write(request: HttpRequest, items: list[MenuItem]) -> None:
    """These reports are superusers' only (see urls.py)."""
    if not request.user.is_superuser:
        hidden = {"site-history", "workflows", "workflow-tasks"}
        items[:] = [item for item in items if item.name not in hidden]


@hooks.register("register_log_actions")
def name_departures(actions: LogActionRegistry) -> None:
    """In the history of an account."""
    actions.register_action("portal.departure", "Départ", "Départ enregistré, travail remis")
