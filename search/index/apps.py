from django.apps import AppConfig


class IndexConfig(AppConfig):
    name = "search.index"
    label = "search_index"
    verbose_name = "Index de recherche"

    def ready(self) -> None:
        from search.index.sources import register  # noqa: PLC0415 (models first)
        from search.index.state_sheets import StateSheets  # noqa: PLC0415 (models first)

        register(StateSheets())
