from django.apps import AppConfig


class StateSheetsConfig(AppConfig):
    name = "home.state_sheets"
    label = "state_sheets"
    verbose_name = "Fiches de l’État"

    def ready(self) -> None:
        """Their pages are kept in the cache until an import, or what is local, changes them."""
        from home.page_cache import purging, routes  # noqa: PLC0415 (models first)
        from home.state_sheets.models import LocalProcedure, LocalService  # noqa: PLC0415 (same)

        routes.keep("state_sheets", "state_sheet")
        purging.show(LocalService, LocalProcedure)
