"""The directory, and Wagtail's users as our agents."""

from django.apps import AppConfig
from wagtail.users.apps import WagtailUsersAppConfig


class DirectoryConfig(AppConfig):
    name = "portal.directory"
    label = "directory"
    verbose_name = "Annuaire"
    default = True


class AgentsConfig(WagtailUsersAppConfig):
    """Stands for "wagtail.users" in INSTALLED_APPS: its list is our list of agents."""

    default = False
    user_viewset = "portal.directory.agents_admin.AgentViewSet"
