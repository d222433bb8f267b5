from django.apps import AppConfig


class DangerConfig(AppConfig):
    name = "search.danger"
    label = "search_danger"
    verbose_name = "Numéros d’urgence"
