from django.apps import AppConfig


class PageCacheConfig(AppConfig):
    name = "home.page_cache"
    label = "page_cache"
    verbose_name = "Cache des pages publiques"

    def ready(self) -> None:
        from home.page_cache import purging  # noqa: PLC0415 (models first)

        purging.listen()
