from django.apps import AppConfig


class IndexConfig(AppConfig):
    name = "search.index"
    label = "search_index"
    verbose_name = "Index de recherche"

    def ready(self) -> None:
        from home.state_sheets.signals import sheets_changed  # noqa: PLC0415 (models first)
        from search.index.sources import register  # noqa: PLC0415 (models first)
        from search.index.state_sheets import StateSheets  # noqa: PLC0415 (models first)
        from search.index.tasks import sheets_later  # noqa: PLC0415 (models first)

        register(StateSheets())
        sheets_changed.connect(sheets_later, dispatch_uid="search.index")
