from django.apps import AppConfig


class FilingConfig(AppConfig):
    name = "citizen.filing"
    label = "filing"
    verbose_name = "Dépôt"
