from django.apps import AppConfig


class ResultsConfig(AppConfig):
    name = "search.results"
    label = "search_results"
    verbose_name = "Résultats de recherche"

    def ready(self) -> None:
        from search.index.sources import register  # noqa: PLC0415 (models first)
        from search.sources import listening  # noqa: PLC0415 (models first)
        from search.sources.knowledge import Partners, Sheets  # noqa: PLC0415 (models first)
        from search.sources.pages import Pages  # noqa: PLC0415 (models first)
        from search.sources.procedures import Procedures  # noqa: PLC0415 (models first)
        from search.sources.service_source import Services  # noqa: PLC0415 (models first)

        for source in (Procedures(), Services(), Pages(), Sheets(), Partners()):
            register(source)
        listening.connect()
