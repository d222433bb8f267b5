from django.apps import AppConfig


class ClosingConfig(AppConfig):
    name = "backoffice.closing"
    label = "closing"
    verbose_name = "Fermetures"
