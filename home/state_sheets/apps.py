from django.apps import AppConfig


class StateSheetsConfig(AppConfig):
    name = "home.state_sheets"
    label = "state_sheets"
    verbose_name = "Fiches de l’État"
