from django.apps import AppConfig


class MediaConfig(AppConfig):
    name = "portal.media"
    label = "media"
    verbose_name = "Fichiers"

    def ready(self) -> None:
        from portal.media import checks  # noqa: F401, PLC0415 (it registers itself)
