"""The directory, and Wagtail's users as our agents."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from wagtail.users.apps import WagtailUsersAppConfig


class DirectoryConfig(AppConfig):
    name = "portal.directory"
    label = "directory"
    verbose_name = "Annuaire"
    default = True

    def ready(self) -> None:
        from portal.directory import (  # noqa: PLC0415 (models first)
            agent_sheet,
            answering,
            service_sheet,
        )
        from portal.directory.channels import registry  # noqa: PLC0415 (with them)
        from portal.spreadsheets.subjects import register  # noqa: PLC0415 (models first)

        register(service_sheet.SERVICES)
        register(agent_sheet.AGENTS)
        for provider in answering.PROVIDERS:
            registry.register(provider)
        autodiscover_modules("departure")  # what each app keeps in an agent's name


class AgentsConfig(WagtailUsersAppConfig):
    """Stands for "wagtail.users" in INSTALLED_APPS: its list is our list of agents."""

    default = False
    user_viewset = "portal.directory.agents_admin.AgentViewSet"
