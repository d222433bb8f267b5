from django.apps import AppConfig


class AlertsConfig(AppConfig):
    name = "home.alerts"
    label = "alerts"
    verbose_name = "Alertes"

    def ready(self) -> None:
        from home.alerts.models import Alert  # noqa: PLC0415 (models first)
        from home.page_cache.purging import show  # noqa: PLC0415 (models first)

        show(Alert)
